// Lighthouse over the public pages and a member's, on a telephone and on a desktop: `make lighthouse`.
// It serves a demonstration club by itself. Every category has to reach the number below; what does not is printed with its reasons.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const AT_LEAST = 95;
const PUBLIC = ['/', '/sign-in', '/sign-up', '/privacy'];
const MEMBER = ['/home', '/timetable', '/bookings', '/passes', '/code', '/profile', '/inbox', '/me/privacy'];

// Lighthouse is too large to come with the tests: it is installed beside the build.
const tools = createRequire(resolve('target/lighthouse/package.json'));
const load = async (name) => import(pathToFileURL(tools.resolve(name)).href);
const { default: lighthouse, desktopConfig } = await load('lighthouse');
const { launch } = await load('chrome-launcher');

const program = resolve(process.env.SPOTTER_BIN);
const only = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'spotter-lighthouse-'));
const port = await new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => done(free));
  });
});
const address = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  SPOTTER_DATABASE_URL: `sqlite:${join(folder, 'spotter.db')}`,
  SPOTTER_LISTEN: `127.0.0.1:${port}`,
  SPOTTER_PUBLIC_URL: address,
};
const printed = execFileSync(program, ['demo', '--members', '200', '--weeks', '2', '--seed', '7'], { cwd: folder, env, encoding: 'utf8' });
const [, login, password] = /^\s*member\s+(\S+)\s+(\S+)\s*$/im.exec(printed) ?? [];
if (!login) throw new Error(`the demonstration club has no member:\n${printed}`);

const server = spawn(program, ['serve'], { cwd: folder, env, stdio: 'ignore' });
let browser;
const under = [];
try {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) break;
    if (tries > 200) throw new Error('the server does not answer');
    await new Promise((next) => setTimeout(next, 50));
  }
  const signIn = await fetch(`${address}/api/sign_in`, {
    method: 'POST',
    body: new URLSearchParams({ login, password }),
    headers: { origin: address },
    redirect: 'manual',
  });
  const cookie = signIn.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  if (!cookie) throw new Error(`the member cannot sign in: ${signIn.status}`);

  browser = await launch({
    chromePath: process.env.CHROMIUM,
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'chromium')}`],
  });
  for (const [pages, headers] of [[PUBLIC, {}], [MEMBER, { Cookie: cookie }]]) {
    for (const page of pages.filter((path) => only.length === 0 || only.includes(path))) {
      for (const screen of ['telephone', 'desktop']) {
        const flags = {
          port: browser.port,
          output: 'json',
          logLevel: 'error',
          extraHeaders: headers,
          // what stands behind the sign-in is not for search engines
          skipAudits: pages === MEMBER ? ['is-crawlable'] : [],
        };
        const { lhr } = await lighthouse(`${address}${page}`, flags, screen === 'desktop' ? desktopConfig : undefined);
        const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]);
        const metrics = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift']
          .map((id) => lhr.audits[id]?.displayValue ?? '')
          .join(' ');
        console.log(`${page.padEnd(14)} ${screen.padEnd(10)} ${scores.map(([id, score]) => `${id} ${score}`).join('  ')}  (${metrics})`);
        for (const [id, score] of scores.filter(([, reached]) => reached < AT_LEAST)) {
          const why = lhr.categories[id].auditRefs
            .filter(({ weight, id: audit }) => weight > 0 && (lhr.audits[audit].score ?? 1) < 0.9)
            .map(({ id: audit }) => `${audit} ${lhr.audits[audit].displayValue ?? ''}`.trim());
          under.push(`${page} ${screen} ${id} ${score}: ${why.join(', ')}`);
        }
      }
    }
  }
} finally {
  await browser?.kill();
  server.kill('SIGTERM');
  await new Promise((done) => (server.exitCode === null ? server.once('exit', done) : done()));
  rmSync(folder, { recursive: true, force: true });
}
if (under.length > 0) {
  console.error(`below ${AT_LEAST}:\n${under.join('\n')}`);
  process.exit(1);
}
