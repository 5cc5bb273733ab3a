import type { BrowserContext, Page } from '@playwright/test';
import { breaches, expect, picture, test } from '../support';
import { CAMERA, film } from '../support/camera';
import { shown } from '../support/qr';
import { memberWithPass, paired, pairingCode, TABLET } from '../support/tablet';
import config from '../playwright.config';

const launch = config.use?.launchOptions;
test.use({ launchOptions: { ...launch, args: [...(launch?.args ?? []), ...CAMERA] } });
// one film before the camera
test.describe.configure({ mode: 'serial' });

/** A browser that cannot read codes by itself. */
async function withoutReader(tablet: Page): Promise<void> {
  await tablet.addInitScript(() => Reflect.deleteProperty(window, 'BarcodeDetector'));
}

/** The paths of the reader's files that are fetched from now on. */
function fetched(context: BrowserContext): string[] {
  const found: string[] = [];
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === '/camera.js' || pathname.startsWith('/pkg/reader')) found.push(pathname);
  });
  return found;
}

const entryCode = (member: Page) => member.getByRole('img', { name: 'Your entry code' });

/** Holds a live code before the camera that `begin` turns on. It lives for half a minute: where that has passed before a busy machine has a picture, the next one is held there. */
async function heldBefore(tablet: Page, member: Page, begin: () => Promise<unknown>): Promise<void> {
  const answer = tablet.locator('#answer [data-state]');
  for (let attempt = 0; attempt < 3; attempt++) {
    await member.goto('/code');
    film(await shown(entryCode(member)));
    await begin();
    await expect(answer).toBeVisible({ timeout: 30_000 });
    if (!(await tablet.locator('#answer').innerText()).includes('no longer of now')) return;
    const off = tablet.getByRole('button', { name: 'Stop the camera' });
    if (await off.isVisible()) await off.click();
  }
}

const READER = ['/camera.js', '/pkg/reader.js', '/pkg/reader_bg.wasm'];

test.describe('the camera of a tablet', () => {
  test.use({ allowedErrors: /ERR_INTERNET_DISCONNECTED|status of 40[19]/ });

  test('lets a member in where the browser cannot read codes, and notes one without a line after a reload', async ({ somebody }, info) => {
    test.setTimeout(240_000);
    const [owner, desk, tablet] = [await somebody('owner'), await somebody('front desk'), await somebody(undefined, TABLET)];
    const [member, second] = [await somebody(), await somebody()];
    const run = Date.now().toString(36);
    await memberWithPass(member, desk, `Cleo ${run}`);
    await memberWithPass(second, desk, `Dora ${run}`);
    await withoutReader(tablet);
    const code = await pairingCode(owner, `Camera ${run}`);
    const noEntry = await shown(owner.getByRole('img', { name: 'Address and code as a QR code' }));
    await paired(tablet, code);
    await expect(tablet.locator('html')).toHaveAttribute('data-kept', 'true');
    expect(tablet.workers(), 'nothing runs before it is needed').toHaveLength(0);

    const turnOn = () => tablet.getByRole('button', { name: 'Use the camera' }).click();
    await heldBefore(tablet, member, turnOn);
    await expect(tablet.locator('#answer [data-state=verified]')).toContainText('Hello, Cleo');
    expect(await tablet.evaluate(() => 'BarcodeDetector' in window)).toBe(false);
    expect(tablet.workers().map((worker) => new URL(worker.url()).pathname)).toEqual(['/camera.js']);
    await picture(tablet, info, 'kiosk-camera-verified');
    await expect(tablet.locator('#answer')).toBeEmpty({ timeout: 10_000 });
    await expect(tablet.locator('#camera')).toBeVisible();
    await picture(tablet, info, 'kiosk-camera');
    expect(await breaches(tablet)).toEqual([]);

    await tablet.getByRole('button', { name: 'Stop the camera' }).click();
    await expect(tablet.locator('#camera')).toBeHidden();
    await expect.poll(() => tablet.workers().length, { timeout: 15_000 }).toBe(0);

    // what is no code of the club is said so
    film(noEntry);
    await turnOn();
    await expect(tablet.locator('#answer')).toContainText('This is not a code of the club', { timeout: 30_000 });

    // the camera is on again by itself after a reload, and what reads its pictures is there without a line
    await tablet.context().setOffline(true);
    await heldBefore(tablet, second, () => tablet.reload());
    await expect(tablet.locator('#answer [data-state=provisional]')).toContainText('Noted, not checked yet');
    await tablet.context().setOffline(false);
    await expect(tablet.locator('#count-in')).toHaveText('Let in: 2', { timeout: 40_000 });
  });

  test('is told in words when there is no picture, and what to do', async ({ somebody }, info) => {
    test.setTimeout(90_000);
    const [owner, tablet] = [await somebody('owner'), await somebody(undefined, TABLET)];
    await withoutReader(tablet);
    await tablet.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', localStorage.getItem('why') ?? 'NotFoundError'));
    });
    await paired(tablet, await pairingCode(owner, `Blind ${Date.now().toString(36)}`));
    const why = tablet.getByRole('alert');
    const button = tablet.getByRole('button', { name: 'Use the camera' });
    for (const [name, words] of [
      ['NotFoundError', 'No camera was found'],
      ['NotAllowedError', "Allow it for this page in the browser's settings"],
      ['NotReadableError', 'another program may be using it'],
    ]) {
      await tablet.evaluate((value) => localStorage.setItem('why', value), name);
      await button.click();
      await expect(why.filter({ visible: true })).toContainText(words);
    }
    await picture(tablet, info, 'kiosk-camera-busy');
    expect(await breaches(tablet)).toEqual([]);
    await expect(button).toBeVisible();
  });

  test('has no reader fetched where the browser reads codes by itself', async ({ somebody }) => {
    test.setTimeout(90_000);
    const [owner, tablet] = [await somebody('owner'), await somebody(undefined, TABLET)];
    await tablet.addInitScript(() => {
      class BarcodeDetector {
        static getSupportedFormats = () => Promise.resolve(['qr_code']);
        static looks = 0;
        detect = () => {
          BarcodeDetector.looks++;
          return Promise.resolve([{ rawValue: 'read by the browser' }]);
        };
      }
      Object.assign(window, { BarcodeDetector });
    });
    const found = fetched(tablet.context());
    film();
    await paired(tablet, await pairingCode(owner, `Able ${Date.now().toString(36)}`));
    await expect(tablet.locator('html')).toHaveAttribute('data-kept', 'true');
    await tablet.getByRole('button', { name: 'Use the camera' }).click();
    await expect(tablet.locator('#answer')).toContainText('This is not a code of the club', { timeout: 30_000 });
    expect(found).toEqual([]);
    expect(tablet.workers()).toHaveLength(0);
    expect(await tablet.evaluate(async (files) => Promise.all(files.map((file) => caches.match(file).then(Boolean))), READER)).toEqual([false, false, false]);

    // nobody looks through the camera of a page that is not seen, and it goes on when it is
    const looks = () => tablet.evaluate(() => (window as unknown as { BarcodeDetector: { looks: number } }).BarcodeDetector.looks);
    const seen = (state: string) =>
      tablet.evaluate((value) => Object.defineProperty(document, 'visibilityState', { value, configurable: true }) && undefined, state);
    await seen('hidden');
    const before = await looks();
    await tablet.waitForTimeout(1_000);
    expect((await looks()) - before).toBeLessThan(2);
    await seen('visible');
    await expect.poll(looks).toBeGreaterThan(before + 2);
  });

  test('gets a reader where the browser says that it can and cannot', async ({ somebody }) => {
    test.setTimeout(90_000);
    const [owner, tablet] = [await somebody('owner'), await somebody(undefined, TABLET)];
    await tablet.addInitScript(() => {
      class BarcodeDetector {
        static getSupportedFormats = () => Promise.resolve(['qr_code']);
        detect = () => Promise.reject(new DOMException('', 'NotSupportedError'));
      }
      Object.assign(window, { BarcodeDetector });
    });
    const code = await pairingCode(owner, `Boasting ${Date.now().toString(36)}`);
    film(await shown(owner.getByRole('img', { name: 'Address and code as a QR code' })));
    await paired(tablet, code);
    await tablet.getByRole('button', { name: 'Use the camera' }).click();
    await expect(tablet.locator('#answer')).toContainText('This is not a code of the club', { timeout: 30_000 });
    expect(tablet.workers().map((worker) => new URL(worker.url()).pathname)).toEqual(['/camera.js']);
  });
});
