import { awake, desktop, expect, hasJavaScript, phone, test } from '../support';
import { grantPass, signUp } from '../support/club';
import type { Page } from '@playwright/test';

test.use(phone);

/** The sheet of a cycling class of one of the next days, in which at least six spots are free. */
async function rideWithRoom(page: Page): Promise<string> {
  for (let ahead = 2; ahead < 9; ahead += 1) {
    const day = new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    await page.goto(`/timetable?day=${day}&cat=cycle`);
    const rides = page.getByRole('main').getByRole('listitem').filter({ has: page.locator('time') });
    const sheets = await rides.evaluateAll((rows) =>
      rows
        .filter((row) => Number(/(\d+) (?:places|left)/.exec(row.textContent ?? '')?.[1] ?? 0) >= 6)
        .map((row) => row.querySelector('a')?.getAttribute('href') ?? ''),
    );
    for (const sheet of sheets) {
      await page.goto(sheet);
      const free = page.getByRole('group', { name: 'Choose your spot' }).getByRole('radio', { name: /^Spot .*, Free$/i });
      if ((await free.count()) >= 6) return sheet;
    }
  }
  throw new Error('no cycling class with room in a week');
}

/** A spot on the plan. */
const spot = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^Spot ${name}, `) });

test('two who choose their bikes never have the same one', async ({ somebody }, info) => {
  test.setTimeout(120_000);
  const live = hasJavaScript(info);
  const family = Date.now().toString(36) + info.project.name;
  const desk = await somebody('front desk', { ...desktop, isMobile: false, hasTouch: false });
  const [ana, ben] = [await somebody(), await somebody()];
  for (const [page, name] of [[ana, `Ana ${family}`], [ben, `Ben ${family}`]] as const) {
    await signUp(page, name);
    await grantPass(desk, name);
  }
  const sheet = await rideWithRoom(ana);
  const open = ana.getByRole('group', { name: 'Choose your spot' }).getByRole('radio', { name: /^Spot .*, Free$/i });
  const names = (await open.evaluateAll((radios) => radios.map((radio) => radio.getAttribute('aria-label') ?? ''))).map(
    (label) => /^Spot (\S+),/.exec(label)?.[1] ?? '',
  );
  const [first, second, third] = names;

  await test.step('one of them books the bike that she chose', async () => {
    if (live) await awake(ana.getByRole('button', { name: 'Confirm booking' }));
    await spot(ana, first).check({ force: true });
    await ana.getByRole('button', { name: 'Confirm booking' }).click();
    await expect(ana.getByRole('dialog')).toContainText(`Spot ${first}`);
    await expect(ana.getByRole('dialog')).toContainText('Booked');
  });

  await test.step('to the other it is taken', async () => {
    await ben.goto(sheet);
    await expect(spot(ben, first)).toBeDisabled();
    await expect(spot(ben, first)).toHaveAttribute('aria-label', /Taken/);
    if (live) await awake(ben.getByRole('button', { name: 'Confirm booking' }));
    await spot(ben, second).check({ force: true });
    if (live) await expect(ben.getByText(`Spot ${second} is kept for you`)).toBeVisible();
  });

  await test.step('what one is looking at the other does not get', async () => {
    await ana.goto(sheet);
    await ana.getByRole('dialog').locator('summary').filter({ hasText: 'Change' }).click();
    const held = spot(ana, second);
    if (live) await expect(held).toBeDisabled();
    if (live) await awake(ana.getByRole('button', { name: 'Take this spot' }));
    await spot(ana, third).check({ force: true });
    await ana.getByRole('button', { name: 'Take this spot' }).click();
    await expect(ana.getByRole('dialog')).toContainText(live ? `You are on spot ${third} now.` : `Spot ${third}`);
  });

  await test.step('and books what was kept', async () => {
    await ben.getByRole('button', { name: 'Confirm booking' }).click();
    await expect(ben.getByRole('dialog')).toContainText(`Spot ${second}`);
    await expect(ben.getByRole('dialog')).toContainText('Booked');
    await ben.goto(sheet);
    await ben.getByRole('dialog').locator('summary').filter({ hasText: 'Change' }).click();
    await expect(spot(ben, third)).toHaveAttribute('aria-label', /Taken/);
    await expect(spot(ben, first)).toHaveAttribute('aria-label', /Free/, { ignoreCase: true });
  });
});
