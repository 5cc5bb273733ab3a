import { awake, desktop, expect, phone, signedIn, test } from '../support';
import { book, grantPass, hire, line, plan, signUp, timetable } from '../support/club';
import type { Page } from '@playwright/test';

/** A page that is loaded anew forgets this. */
async function remember(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { remembered: true }));
}

async function expectNotReloaded(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'remembered' in window), 'the page was not loaded anew').toBe(true);
}

test.describe('on a telephone', () => {
  test.use(phone);

  test('a sheet opens over its page, and Escape and back close it', async ({ somebody }) => {
    const page = await somebody('member');
    await page.goto('/home');
    const opener = page.locator('main a[href*="sheet="]').first();
    const sheet = page.getByRole('dialog');
    await page.goto('/home?sheet=nonsense');
    await expect(sheet).toHaveCount(0);

    await page.goto('/home');
    // the account menu listens as soon as the page is awake
    await awake(page.locator('main details ul').first());
    await remember(page);
    await opener.focus();
    await opener.press('Enter');
    await expect(sheet).toBeVisible();
    await expect(page).toHaveURL(/sheet=/);
    await expectNotReloaded(page);
    expect(await sheet.evaluate((node) => node.matches(':modal')), 'the page behind takes no input').toBe(true);
    expect(await sheet.evaluate((node) => node.contains(document.activeElement)), 'the focus is in the sheet').toBe(true);

    await page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
    await expect(page).not.toHaveURL(/sheet=/);
    await expect(opener).toBeFocused();

    await opener.press('Enter');
    await expect(sheet).toBeVisible();
    await page.goBack();
    await expect(sheet).toHaveCount(0);
    await expect(opener).toBeFocused();
    await page.goForward();
    await expect(sheet).toBeVisible();
    await expectNotReloaded(page);
  });

  test('whoever types in a sheet while its page wakes goes on in the same field', async ({ somebody }) => {
    const page = await somebody('owner');
    let arrive = (): void => {};
    const arrived = new Promise<void>((done) => (arrive = done));
    await page.route('**/pkg/spotter.wasm', async (route) => {
      await arrived;
      await route.continue();
    });
    await page.goto('/admin/classes?edit=new');
    const sheet = page.getByRole('dialog');
    const places = sheet.getByLabel('Places', { exact: true });
    await places.fill('');
    await page.keyboard.type('4');
    arrive();
    await expect.poll(() => sheet.evaluate((node) => node.matches(':modal')), { timeout: 15_000 }).toBe(true);
    await expect(places).toBeFocused();
    await page.keyboard.type('2');
    await expect(places).toHaveValue('42');
    await expect(sheet.getByLabel('Name')).toHaveValue('');
  });

  test('moving between pages moves the focus and the title, and back goes back', async ({ somebody }) => {
    const page = await somebody('member');
    const dock = page.getByRole('navigation', { name: 'Main' });
    await page.goto('/home');
    await expect(page).toHaveTitle(/Home/);
    await awake(page.locator('main details ul').first());
    await remember(page);
    for (const [place, title] of [['Passes', 'Passes'], ['Timetable', 'Timetable'], ['Profile', 'Profile']]) {
      await dock.getByRole('link', { name: place }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
      await expect(page).toHaveTitle(new RegExp(title));
      await expect(page.getByRole('main')).toBeFocused();
      await expect(dock.getByRole('link', { name: place })).toHaveAttribute('aria-current', 'page');
    }
    await page.goBack();
    await expect(page).toHaveURL(/timetable/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Timetable');
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Passes');
    await page.goForward();
    await expect(page).toHaveURL(/timetable/);
    await expectNotReloaded(page);
  });

  test('the entry code counts down and changes', async ({ somebody }) => {
    test.setTimeout(60_000);
    const page = await somebody('member');
    await page.goto('/code');
    const code = page.getByRole('img', { name: 'Your entry code' }).locator('path');
    const first = await code.getAttribute('d');
    const left = async (): Promise<number> => Number(/new in (\d+) s/.exec(await page.getByRole('main').innerText())?.[1]);
    const begun = await left();
    expect(begun).toBeLessThanOrEqual(15);
    await expect.poll(left, { message: 'the seconds go by', timeout: 15_000 }).not.toBe(begun);
    // a code lasts fifteen seconds
    await expect.poll(() => code.getAttribute('d'), { message: 'a new code', timeout: 20_000 }).not.toBe(first);
  });

  test('a mark on the roster shows before the server has answered, and goes when it says no', async ({ somebody }) => {
    test.setTimeout(120_000);
    const away = { ...desktop, isMobile: false, hasTouch: false };
    const owner = await somebody('owner', away);
    const run = Date.now().toString(36);
    const [name, teacher] = [`Rosa ${run}`, `Coach Rosa ${run}`];
    // attendance is taken from when the door opens: of a class in the next hour, which may be tomorrow's
    const coach = await hire(owner, teacher);
    const planned = await plan(owner, 5, 20, 8, teacher);
    const member = await somebody();
    await signUp(member, name);
    await grantPass(await somebody('front desk', away), name);
    await book(member, planned);

    const page = await somebody(undefined, { storageState: await signedIn(coach) });
    await page.goto(`/coach?day=${planned.day}`);
    const mark = page.getByRole('list', { name: 'Roster' }).getByRole('button', { name });
    await awake(mark.locator('xpath=ancestor::form'));
    await remember(page);

    let answer = (): void => undefined;
    const held = new Promise<void>((done) => (answer = done));
    await page.route('**/api/mark_attendance', async (route) => {
      await held;
      await route.continue();
    });
    await mark.click();
    await expect(mark).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('status').filter({ hasText: 'Marked' })).toHaveCount(0);
    answer();
    await expect(page.getByRole('status').filter({ hasText: `Marked ${name} as here` })).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(mark).toHaveAttribute('aria-pressed', 'false');
    await expect(page.getByRole('status').filter({ hasText: 'no longer marked' })).toBeVisible();

    await page.unroute('**/api/mark_attendance');
    await page.route('**/api/mark_attendance', (route) => route.fulfill({ status: 200, body: 'nonsense' }));
    await mark.click();
    await expect(page.getByRole('alert').filter({ hasText: 'Not saved' })).toBeVisible();
    await expect(mark).toHaveAttribute('aria-pressed', 'false');
    await expectNotReloaded(page);
  });
});

test.describe('seats on screen', () => {
  test.use(desktop);

  test('follow a booking made elsewhere: in the open sheet, at the desk, on the roster and in the plan', async ({ somebody }) => {
    test.setTimeout(120_000);
    const owner = await somebody('owner');
    const desk = await somebody('front desk');
    const run = Date.now().toString(36);
    const [quick, slow, teacher] = [`Quinn ${run}`, `Sara ${run}`, `Coach Kim ${run}`];
    const coach = await hire(owner, teacher);
    const planned = await plan(owner, 6, 90, 1, teacher);
    const [first, second] = [await somebody(), await somebody()];
    for (const [member, name] of [[first, quick], [second, slow]] as const) {
      await signUp(member, name);
      await grantPass(desk, name);
    }

    // everybody looks at the one place
    await second.goto(timetable(planned));
    await line(second, planned).getByRole('link').click();
    const sheet = second.getByRole('dialog');
    await expect(sheet.getByRole('button', { name: 'Confirm booking' })).toBeVisible();
    await awake(sheet.locator('form').first());
    await desk.goto(`/desk?location=${planned.location}`);
    const today = desk.getByRole('list', { name: /classes/i }).getByRole('listitem').filter({ hasText: planned.name }).filter({ hasText: planned.start });
    const roster = await somebody(undefined, { storageState: await signedIn(coach) });
    await roster.goto(`/coach?day=${planned.day}`);
    await expect(roster.getByText('Nobody has booked')).toBeVisible();
    await owner.goto(`/admin/timetable?location=${planned.location}&day=${planned.day}&by=list`);
    const inPlan = owner.getByRole('listitem').filter({ hasText: planned.name }).filter({ hasText: planned.start });
    await expect(inPlan.first()).toContainText('0/1');
    await awake(desk.getByRole('search'));
    for (const page of [second, desk, roster, owner]) await remember(page);

    await book(first, planned);
    const soon = { timeout: 2_000 };
    await expect(sheet.getByRole('button', { name: /Join waitlist/ })).toBeVisible(soon);
    await expect(roster.getByText(quick).first()).toBeVisible(soon);
    // before midnight the class may be tomorrow's, and stands in no list of today
    if ((await today.count()) > 0) await expect(today.first()).toContainText('1 of 1', soon);
    await expect(inPlan.first()).toContainText('1/1', soon);
    for (const page of [second, desk, roster, owner]) await expectNotReloaded(page);
  });
});

test.describe('at the desk', () => {
  test.use(desktop);

  test('Enter takes the only one who fits, whether the answer or the key is faster', async ({ somebody }) => {
    test.setTimeout(60_000);
    const name = `Eve Enter ${Date.now().toString(36)}`;
    const desk = await somebody('front desk');
    await signUp(await somebody(), name);
    await grantPass(desk, name);
    await desk.goto('/desk');
    await awake(desk.getByRole('search'));
    const box = desk.getByRole('searchbox');
    const refused = desk.getByRole('heading', { name: 'No entry' });

    // the answer is held back until Enter was pressed
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await desk.route('**/api/find_members*', async (route) => {
      await held;
      await route.continue();
    });
    await box.fill(name);
    await box.press('Enter');
    await expect(refused).toHaveCount(0);
    release();
    await expect(refused).toBeVisible();
    await expect(desk.getByRole('main')).toContainText(name);
    await expect(box).toHaveValue('');
    await desk.unroute('**/api/find_members*');

    // and now it is there first
    await desk.keyboard.press('Escape');
    await expect(refused).toHaveCount(0);
    const answer = desk.waitForResponse(/api\/find_members/);
    await box.fill(name);
    await answer;
    await expect(desk.getByRole('button', { name: `${name} M-` })).toBeVisible();
    await box.press('Enter');
    await expect(refused).toBeVisible();

    // several fit: one of them is chosen, nobody is taken
    await desk.keyboard.press('Escape');
    await box.fill('a');
    await box.press('Enter');
    await expect(desk.getByRole('button', { name: / M-/ }).first()).toBeFocused();
    await expect(refused).toHaveCount(0);
  });

  test('members are found while their name is typed', async ({ somebody }) => {
    const page = await somebody('front desk');
    const name = `Anna Typed ${Date.now().toString(36)}`;
    await signUp(await somebody(), name);
    await page.goto('/desk');
    const box = page.getByRole('searchbox');
    await expect(box).toBeFocused();
    await awake(page.getByRole('search'));
    await remember(page);
    const hits = page.getByRole('button', { name: /M-\d+.*Check in/ });

    // one letter fits many, the name one
    await box.pressSequentially(name.slice(0, 1));
    await expect(hits.nth(1)).toBeVisible();
    await box.pressSequentially(name.slice(1));
    await expect(hits).toHaveCount(1);
    await page.keyboard.press('ArrowDown');
    await expect(hits).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(box).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(hits).toHaveCount(0);
    await expect(box).toHaveValue('');
    await page.getByRole('link', { name: 'Members' }).focus();
    await page.keyboard.press('/');
    await expect(box).toBeFocused();
    // a scanner types wherever the focus is
    await page.keyboard.press('Escape');
    await page.getByRole('main').focus();
    await page.keyboard.type('xyzzy');
    await expect(box).toHaveValue('xyzzy');
    await expect(page.getByText('Nobody found for “xyzzy”')).toBeVisible();
    await expectNotReloaded(page);
  });

  test('from a profile to the door, with one Enter', async ({ somebody }) => {
    const page = await somebody('front desk');
    const name = `Paul Profile ${Date.now().toString(36)}`;
    await signUp(await somebody(), name);
    await page.goto(`/admin/members?q=${encodeURIComponent(name)}`);
    await page.getByRole('rowheader', { name }).getByRole('link').click();
    await page.getByRole('main').getByRole('link', { name: 'Check in' }).click();
    await expect(page.getByRole('button', { name: `${name} M-` })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'No entry' })).toBeVisible();
  });
});
