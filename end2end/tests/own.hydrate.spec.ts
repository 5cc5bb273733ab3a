import { awake, breaches, expect, phone, picture, test } from '../support';
import { signUp } from '../support/club';
import { scan } from '../support/qr';
import type { Page } from '@playwright/test';

/** Waits until this telephone keeps its owner's data, and the worker the page that shows it. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map((db) => db.name))).toContain('spotter-own');
  await expect.poll(() => everything(page)).toContain('S2-key');
}

/** Every text that this browser keeps anywhere: caches, databases, storage. */
function everything(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        if (/html|json/.test(answer?.headers.get('content-type') ?? '')) found.push(request.url, (await answer?.text()) ?? '');
      }
    }
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((done, failed) => {
        const request = indexedDB.open(name ?? '');
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
      for (const store of db.objectStoreNames) {
        const rows = await new Promise<unknown[]>((done) => {
          const request = db.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => done(request.result);
        });
        for (const row of rows) {
          found.push(JSON.stringify(row));
          if ((row as { key?: unknown }).key instanceof CryptoKey) found.push('S2-key');
        }
      }
      db.close();
    }
    return found.join('\n');
  });
}

test.describe('a telephone without a line', () => {
  test.use({ ...phone, allowedErrors: /ERR_INTERNET_DISCONNECTED|status of 401/ });

  test('shows its owner code, classes and passes, and the code opens the door once', async ({ somebody, context, page }, info) => {
    test.setTimeout(90_000);
    const name = `Ophelia ${Date.now().toString(36)}`;
    await signUp(page, name);
    await kept(page);
    await context.setOffline(true);
    await page.goto('/code');
    await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible();
    await expect(page.getByText(name)).toBeVisible();
    await expect(page.getByText('Your data as of')).toBeVisible();
    const picked = page.getByRole('img', { name: 'Your entry code' });
    const code = await scan(picked);
    expect(code).toBe(await picked.getAttribute('data-code'));
    await picture(page, info, 'offline-own');
    expect(await breaches(page)).toEqual([]);

    // the desk has a line
    const desk = await somebody('front desk', { ...phone, viewport: { width: 1440, height: 900 }, isMobile: false, hasTouch: false });
    await desk.goto('/desk');
    await awake(desk.getByRole('search'));
    const box = desk.getByRole('searchbox');
    await box.fill(await scan(picked));
    await box.press('Enter');
    await expect(desk.getByRole('main')).toContainText(name);
    await expect(desk.getByRole('main')).toContainText(/No pass/i);
    // fifteen seconds later it is another one
    await expect.poll(() => scan(picked), { timeout: 20_000 }).not.toBe(code);
  });

  test('asks for a class that is booked or refused once there is a line, and sent once', async ({ page, context }, info) => {
    test.setTimeout(90_000);
    const run = Date.now().toString(36);
    await signUp(page, `Tunnel ${run}`);
    await kept(page);
    await context.setOffline(true);
    await page.goto('/timetable');
    const later = page.locator('#own-later').getByRole('listitem');
    await expect(later.first()).toBeVisible();
    const name = (await later.first().locator('[data-what]').textContent()) ?? '';
    await later.first().getByRole('button').click();
    const waits = page.locator('#own-asked').getByRole('listitem');
    await expect(waits).toHaveCount(1);
    await expect(waits).toContainText('Not booked yet');
    await picture(page, info, 'offline-asked');
    expect(await breaches(page)).toEqual([]);
    // taken back and asked for again, and it is there after a reload without a line
    await waits.getByRole('button').click();
    await expect(waits).toHaveCount(0);
    await later.first().getByRole('button').click();
    // what is shown as waiting is written down, and only that has to outlive the page
    await expect(waits).toHaveCount(1);
    await page.reload();
    await expect(waits).toHaveCount(1);

    let sent = 0;
    page.on('request', (request) => (sent += Number(request.url().endsWith('/api/book_asked'))));
    await context.setOffline(false);
    // she has no pass: the rule says so in words, with the class by its name
    const news = page.locator('#own-news');
    // the page comes again first, and sends what it finds once it stands
    await expect(news).toContainText(`Not booked: ${name}`, { timeout: 20_000 });
    await picture(page, info, 'asked-answered');
    await page.reload();
    await expect(news, 'told until it is put away').toContainText(`Not booked: ${name}`);
    expect(sent).toBe(1);
    await news.getByRole('button').click();
    await page.reload();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await expect(news.getByText(name)).toHaveCount(0);
  });

  test('keeps nothing of whoever was signed in before', async ({ page, context }) => {
    test.setTimeout(60_000);
    const run = Date.now().toString(36);
    await signUp(page, `Alma ${run}`);
    await kept(page);
    for (const path of ['/home', '/bookings', '/passes', '/profile', '/code']) await page.goto(path);
    expect(await everything(page)).toContain(`Alma ${run}`);
    await page.goto('/profile');
    await page.locator('form[action$="/api/sign_out"]').first().evaluate((form: HTMLFormElement) => form.requestSubmit());
    await expect(page).toHaveURL('/');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await context.setOffline(true);
    for (const path of ['/home', '/code', '/passes', '/offline.html']) {
      await page.goto(path).catch(() => undefined);
      expect(await page.content()).not.toContain(`Alma ${run}`);
    }
    await context.setOffline(false);
    // the page without a line goes back by itself to what was asked for, and may be on its way
    await expect(() => page.goto('/')).toPass();
    expect(await everything(page)).not.toContain(`Alma ${run}`);
    expect(await everything(page)).not.toContain('S2-key');

    // the next one on the same telephone sees their own
    await signUp(page, `Berta ${run}`);
    await kept(page);
    await context.setOffline(true);
    await page.goto('/code');
    await expect(page.getByText(`Berta ${run}`)).toBeVisible();
    expect(await everything(page)).not.toContain(`Alma ${run}`);
  });

  test('forgets when the session was ended elsewhere', async ({ page, context }) => {
    const run = Date.now().toString(36);
    await signUp(page, `Carla ${run}`);
    await kept(page);
    await context.clearCookies();
    await page.goto('/home');
    await expect.poll(() => everything(page)).not.toContain(`Carla ${run}`);
  });
});
