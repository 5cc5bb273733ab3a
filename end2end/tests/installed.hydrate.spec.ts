import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { desktop, expect, phone, signedIn, test } from '../support';
import { grantPass, signUp } from '../support/club';

/** The club's server with a release of its own: what is asked for goes through, and its worker is a newer one once that is said. */
async function released(): Promise<{ address: string; asked: () => number; release: () => void; server: Server }> {
  let newer = false;
  let asked = 0;
  const to = new URL(process.env.BASE_URL ?? '');
  const server = createServer((from, answer) => {
    const { 'accept-encoding': _, ...headers } = from.headers;
    const through = ask({ host: to.hostname, port: to.port, path: from.url, method: from.method, headers: { ...headers, host: to.host } }, (came) => {
      if (from.url === '/sw.js') asked++;
      const ours = newer && from.url === '/sw.js';
      const { 'content-length': length, etag, ...rest } = came.headers;
      answer.writeHead(came.statusCode ?? 502, ours ? rest : { ...rest, ...(length && { 'content-length': length }), ...(etag && { etag }) });
      came.pipe(answer, { end: !ours });
      if (ours) came.on('end', () => answer.end('// newer\n'));
    });
    through.on('error', () => answer.destroy());
    from.pipe(through);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked, release: () => (newer = true), server };
}

test.describe('installed on a telephone', () => {
  test.use(phone);

  test('a newer release waits until the reader lets it begin', async ({ somebody }) => {
    test.setTimeout(60_000);
    const { address, asked, release, server } = await released();
    try {
      const page = await somebody(undefined, { baseURL: address });
      await page.goto('/');
      await page.evaluate(() => navigator.serviceWorker.ready);
      await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
      await page.evaluate(() => Object.assign(window, { remembered: true }));
      const news = page.locator('#own-news');
      const back = (): Promise<boolean> => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      // the page begins to listen for newer ones a little after it was loaded: then it asks when it is looked at again
      const looked = async (): Promise<void> => {
        const before = asked();
        await expect(async () => {
          await back();
          await expect.poll(asked, { timeout: 500 }).toBeGreaterThan(before);
        }).toPass({ timeout: 15_000 });
        await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
      };
      await looked();
      await expect(news.getByRole('button'), 'the same release is no news').toHaveCount(0);

      release();
      await back();
      await expect(news).toContainText('A newer version of Spotter is ready');
      await expect(news).toHaveRole('status');
      expect(await page.evaluate(() => 'remembered' in window), 'nothing is taken out of a reader’s hands').toBe(true);
      await news.getByRole('button', { name: 'Load it' }).click();
      await expect.poll(() => page.evaluate(() => 'remembered' in window).catch(() => true)).toBe(false);
      const waits = (): Promise<boolean> => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null);
      await expect.poll(() => waits().catch(() => true)).toBe(false);
      await looked();
      await expect(news.getByRole('button')).toHaveCount(0);
      // the page listens to the club as long as it is open
      await page.goto('about:blank');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('its icon has the number of unread notices, and none after signing out', async ({ somebody }) => {
    test.setTimeout(60_000);
    const name = `Nina ${Date.now().toString(36)}`;
    const member = await somebody();
    await signUp(member, name);
    await grantPass(await somebody('front desk', { ...desktop, isMobile: false, hasTouch: false }), name, 'Eight a month', 'of 8 left');
    await member.goto('/passes');
    await member.getByRole('link', { name: /^Cancel membership/ }).click();
    await member.getByRole('dialog').getByRole('button', { name: 'Cancel it' }).click();
    // who reads the inbox has read it: the server is asked as the telephone asks it
    const headers = { accept: 'application/json', origin: process.env.BASE_URL ?? '' };
    const unread = async (): Promise<number> => (await (await member.request.post('/api/load_own', { form: {}, headers })).json()).unread;
    await expect.poll(unread).toBe(1);

    const email = `${name.replaceAll(' ', '.').toLowerCase()}@example.org`;
    const page = await somebody(undefined, { storageState: await signedIn({ role: 'member', email, password: 'three words long' }) });
    const told: number[] = [];
    await page.exposeFunction('told', (n: number) => told.push(n));
    await page.addInitScript(() => {
      const { told } = window as unknown as { told: (n: number) => Promise<void> };
      Object.defineProperty(Navigator.prototype, 'setAppBadge', { value: told, configurable: true });
      Object.defineProperty(Navigator.prototype, 'clearAppBadge', { value: () => told(0), configurable: true });
    });
    await page.goto('/profile');
    await expect.poll(() => told.at(-1)).toBe(1);
    await page.locator('form[action$="/api/sign_out"]').first().evaluate((form: HTMLFormElement) => form.requestSubmit());
    await expect(page).toHaveURL('/');
    await expect.poll(() => told.at(-1)).toBe(0);
  });
});
