import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSignIns } from './signins';

/**
 * Starts the release server for one run of the tests: a free port, a database of its own, the demonstration club in it.
 *
 * SPOTTER_BIN       the program; without it the debug build, unless BASE_URL names a server that runs already
 * E2E_DATABASE_URL  an empty Postgres database; without it an SQLite file in a temporary folder
 * BASE_URL, SPOTTER_SIGNINS   set here for the tests: the server's address, and the file with the sign-ins
 * SPOTTER_E2E_FOLDER, SPOTTER_E2E_DATABASE   the same: where the server runs, and its database
 */
export default async function startServer(): Promise<(() => Promise<void>) | void> {
  if (process.env.BASE_URL) return;
  const spotter = program();
  const folder = mkdtempSync(join(tmpdir(), 'spotter-e2e-'));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const environment = {
    ...process.env,
    SPOTTER_DATABASE_URL: process.env.E2E_DATABASE_URL ?? `sqlite:${join(folder, 'spotter.db')}`,
    SPOTTER_LISTEN: `127.0.0.1:${port}`,
    SPOTTER_PUBLIC_URL: address,
    SPOTTER_BACKUP_FOLDER: join(folder, 'copies'),
  };
  // Away from the checkout, so that no settings there are picked up.
  const options = { cwd: folder, env: environment };

  const demo = execFileSync(spotter, ['demo', '--members', '200', '--weeks', '2', '--seed', '7'], {
    ...options,
    encoding: 'utf8',
    timeout: 120_000,
  });
  const signIns = readSignIns(demo);
  if (signIns.length === 0) throw new Error(`spotter demo printed no sign-ins:\n${demo}`);
  const signInsFile = join(folder, 'signins.json');
  writeFileSync(signInsFile, JSON.stringify(signIns));

  const logs = resolve(__dirname, '../../target/logs');
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, 'end-to-end-server.log');
  const log = openSync(logFile, 'w');
  const server = spawn(spotter, ['serve'], { ...options, stdio: ['ignore', log, log] });
  closeSync(log);
  try {
    await answering(server, address, logFile);
  } catch (error) {
    await stop(server);
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  process.env.BASE_URL = address;
  process.env.SPOTTER_SIGNINS = signInsFile;
  process.env.SPOTTER_E2E_FOLDER = folder;
  process.env.SPOTTER_E2E_DATABASE = environment.SPOTTER_DATABASE_URL;

  return async () => {
    await stop(server);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The program that is tested. */
export function program(): string {
  // `cargo leptos end-to-end` names none: it has just built this one.
  const built = join(process.env.CARGO_TARGET_DIR ?? join(__dirname, '../../target'), 'debug/spotter');
  const found = process.env.SPOTTER_BIN ?? built;
  if (!existsSync(found)) throw new Error(`There is no program at ${found}: run the tests by make test-browser`);
  return found;
}

/** A port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : failed(new Error('no port'))));
    });
  });
}

/** Waits until the server answers, and fails with its log when it ends or stays silent. */
async function answering(server: ChildProcess, address: string, logFile: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
      if (answer.status < 500) return;
    } catch {
      // Not listening yet.
    }
    if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline) {
      const tail = readFileSync(logFile, 'utf8').split('\n').slice(-30).join('\n');
      throw new Error(`the server does not answer at ${address}; the end of ${logFile}:\n${tail}`);
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

/** Asks the server to end, and ends it after five seconds. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  const impatient = setTimeout(() => server.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(impatient);
}
