import { breaches, expect, expectNoSidewaysScroll, picture, test } from '../support';
import { signUp } from '../support/club';
import { memberWithPass, paired, pairingCode, TABLET } from '../support/tablet';
import { scan } from '../support/qr';
import type { Page } from '@playwright/test';

const ROWS = 200;

/** What a scanner does: types the code and Enter. */
async function scanned(tablet: Page, code: string): Promise<void> {
  const box = tablet.locator('#code');
  await box.evaluate((input: HTMLInputElement, text) => {
    input.value = text;
    input.form?.requestSubmit();
  }, code);
}

/** A code of the right form and the right moment that the club has never made. */
const forged = (n: number): string => `S1.${String(n).padStart(22, 'A')}.${Math.floor(Date.now() / 15_000)}.${'B'.repeat(22)}`;

test.describe('a tablet at the door', () => {
  test.use({ allowedErrors: /ERR_INTERNET_DISCONNECTED|status of 40[149]/ });

  test('is paired, checks in, and becomes nothing else', async ({ somebody }, info) => {
    test.setTimeout(90_000);
    const [owner, tablet, member] = [await somebody('owner'), await somebody(undefined, TABLET), await somebody()];
    const name = `Tara Tablet ${Date.now().toString(36)}`;
    await memberWithPass(member, await somebody('front desk'), name);
    const code = await pairingCode(owner, `Door ${name}`);
    await paired(tablet, code);
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' });
    await expect.poll(async () => [clock.format(Date.now()), clock.format(Date.now() - 60_000)].includes(await tablet.locator('#clock').innerText()), 'the club\'s time').toBe(true);
    await picture(tablet, info, 'kiosk');
    expect(await breaches(tablet)).toEqual([]);

    await member.goto('/code');
    const shown = await scan(member.getByRole('img', { name: 'Your entry code' }));
    await scanned(tablet, shown);
    await expect(tablet.locator('#answer [data-state=verified]')).toContainText('Hello, Tara');
    await picture(tablet, info, 'kiosk-verified');
    expect(await breaches(tablet)).toEqual([]);
    await scanned(tablet, shown);
    await expect(tablet.locator('#answer [data-state=duplicate]')).toContainText('This code was used');
    await picture(tablet, info, 'kiosk-used');
    await scanned(tablet, 'hello');
    await expect(tablet.locator('#answer')).toContainText('This is not a code of the club');
    expect(await tablet.locator('body').innerText()).not.toContain(name);

    // the same browser is nobody anywhere else
    const other = await tablet.context().newPage();
    await other.goto('/desk');
    await expect(other.getByRole('searchbox')).toHaveCount(0);
    await other.close();

    for (const width of [360, 820]) {
      await tablet.setViewportSize({ width, height: 780 });
      await expectNoSidewaysScroll(tablet);
    }
    await tablet.goto('/kiosk?lang=zh-Hant');
    await expect(tablet.getByRole('heading', { level: 1 }).filter({ visible: true })).toHaveText('請出示入場碼');
    await picture(tablet, info, 'kiosk-zh-Hant');

    await owner.goto('/admin/kiosks');
    await picture(owner, info, 'admin-kiosks');
    expect(await breaches(owner)).toEqual([]);
    await owner.getByRole('link', { name: `Take Door ${name} out of service` }).click();
    await owner.getByRole('dialog').getByRole('button', { name: 'Take out of service' }).click();
    await expect(owner.getByText(`Door ${name}`)).toHaveCount(0);
    await scanned(tablet, 'hello');
    await expect(tablet.getByRole('heading', { level: 1 }).filter({ visible: true })).toHaveText('將此裝置設為門口平板');
  });

  test('two hundred scans without a line become two hundred rows, over a reload', async ({ somebody }, info) => {
    test.setTimeout(120_000);
    const [owner, desk, tablet] = [await somebody('owner'), await somebody('front desk'), await somebody(undefined, TABLET)];
    const [member, barred] = [await somebody(), await somebody()];
    const run = Date.now().toString(36);
    await memberWithPass(member, desk, `Otto ${run}`);
    await signUp(barred, `Nora ${run}`);
    const name = `Back ${run}`;
    await paired(tablet, await pairingCode(owner, name));
    await expect(tablet.locator('html')).toHaveAttribute('data-kept', 'true');

    await member.goto('/code');
    await barred.goto('/code');
    const good = await scan(member.getByRole('img', { name: 'Your entry code' }));
    const without = await scan(barred.getByRole('img', { name: 'Your entry code' }));
    // what the tablets of before have left to look at
    await desk.goto('/desk/inside');
    await expect(desk.locator('#scans')).toBeVisible();
    const toLook = async () => Number(/(\d+) to look at/.exec((await desk.getByRole('main').innerText()).replace(/,/g, ''))?.[1] ?? 0);
    const before = await toLook();
    await tablet.context().setOffline(true);
    await scanned(tablet, good);
    await expect(tablet.locator('#answer [data-state=provisional]')).toContainText('Noted, not checked yet');
    await picture(tablet, info, 'kiosk-provisional');
    expect(await breaches(tablet)).toEqual([]);
    // a second time here is known here, and sent all the same
    await scanned(tablet, good);
    await expect(tablet.locator('#answer [data-state=rejected]')).toContainText('This code was scanned here');
    await scanned(tablet, without);
    for (let n = 3; n < ROWS; n++) await scanned(tablet, forged(n));
    await expect(tablet.locator('#count-waiting')).toHaveText(`Not checked yet: ${ROWS}`);

    await tablet.reload();
    await expect(tablet.locator('#count-waiting')).toHaveText(`Not checked yet: ${ROWS}`);
    await expect(tablet.getByText('No connection. What is scanned waits here')).toBeVisible();
    await tablet.context().setOffline(false);
    await expect(tablet.locator('#count-waiting')).toHaveText('Not checked yet: 0', { timeout: 30_000 });
    await expect(tablet.locator('#count-in')).toHaveText('Let in: 1');
    await expect(tablet.locator('#count-no')).toHaveText(`Refused: ${ROWS - 1}`);

    // exactly so many rows of this tablet: one is in, the others are listed, each with its reason
    await desk.goto('/desk/inside');
    await expect(desk.getByRole('list', { name: 'Who is in' })).toContainText(`Otto ${run}`);
    await expect(desk.getByRole('list', { name: 'Scans to look at' }).getByText(name).first()).toBeVisible();
    // the page shows the latest hundred, and says how many there are
    const listed = desk.locator('#scans').getByRole('listitem').filter({ hasText: name });
    await expect(listed).toHaveCount(100);
    expect(await toLook()).toBe(before + ROWS - 1);
    await picture(desk, info, 'desk-inside');
    expect(await breaches(desk)).toEqual([]);
    // and nothing more after it is loaded anew once more
    await tablet.reload();
    await expect(tablet.locator('#count-no')).toHaveText(`Refused: ${ROWS - 1}`);
    await desk.reload();
    await expect(listed).toHaveCount(100);
    expect(await toLook()).toBe(before + ROWS - 1);
  });
});
