import { awake, desktop, expect, hasJavaScript, signedIn, test } from '../support';
import { line, wall } from '../support/club';
import { arrowTo, chooseByKeys, expectSeen, press, tabTo, typeInto } from '../support/keys';
import type { Locator, Page } from '@playwright/test';

test.use(desktop);

/** What of the shell of staff listens as soon as the page is awake. */
const shell = (page: Page): Locator => page.getByRole('navigation', { name: 'Main' }).locator('xpath=..');

test('without a mouse a club finds a coach, plans a class, fills it and takes attendance', async ({ somebody }, info) => {
  test.setTimeout(180_000);
  const live = hasJavaScript(info);
  const stamp = `${live ? 'Live' : 'Plain'} ${Date.now().toString(36)}`;
  const [teacher, mona] = [`Coach Keys ${stamp}`, `Mona Keys ${stamp}`];
  const coach = { role: 'coach', email: `${teacher.replaceAll(' ', '.').toLowerCase()}@example.org`, password: 'three words long' };
  const owner = await somebody('owner');
  const desk = await somebody('front desk');
  const when = wall(live ? 20 : 25);

  await test.step('the owner gives a role', async () => {
    await owner.goto('/admin/staff');
    const opener = owner.getByRole('link', { name: 'Give a role' }).first();
    if (live) await awake(shell(owner));
    await press(owner, opener);
    const dialog = owner.getByRole('dialog');
    await expect(dialog).toBeVisible();
    if (live) {
      await owner.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expectSeen(opener);
      await owner.keyboard.press('Enter');
    }
    await typeInto(owner, dialog.getByLabel('E-mail or phone'), coach.email);
    await arrowTo(owner, dialog, dialog.getByRole('radio', { name: /^Coach/ }));
    await typeInto(owner, dialog.getByLabel('Name'), teacher);
    await typeInto(owner, dialog.getByLabel('First password'), coach.password);
    await press(owner, dialog.getByRole('button', { name: 'Give a role' }));
    await expect(dialog).toHaveCount(0);
    await expect(owner.getByText(teacher).first()).toBeVisible();
  });

  let name = '';
  await test.step('the owner plans a class', async () => {
    // the timetable hears of a coach by an event
    await expect(async () => {
      await owner.goto('/admin/series/new');
      await expect(owner.getByLabel('Coach', { exact: true }).locator('option', { hasText: teacher })).toHaveCount(1, { timeout: 500 });
    }).toPass();
    const kind = owner.getByLabel('Class', { exact: true });
    name = await kind.locator('option').nth(live ? 12 : 13).innerText();
    await chooseByKeys(owner, kind, name);
    await chooseByKeys(owner, owner.getByLabel('Location', { exact: true }), 'Nordkai Hamburg');
    await chooseByKeys(owner, owner.getByLabel('Coach', { exact: true }), teacher);
    const weekday = new Date(`${when.day}T12:00Z`).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' });
    await tabTo(owner, owner.getByRole('checkbox', { name: weekday }));
    await owner.keyboard.press('Space');
    await expect(owner.getByRole('checkbox', { name: weekday })).toBeChecked();
    await typeInto(owner, owner.getByLabel('Start', { exact: true }), when.start);
    await typeInto(owner, owner.getByLabel('Minutes', { exact: true }), '5');
    await typeInto(owner, owner.getByLabel('Places', { exact: true }), '6');
    await typeInto(owner, owner.getByLabel('First day', { exact: true }), when.day);
    await typeInto(owner, owner.getByLabel('Last day', { exact: true }), when.day);
    await press(owner, owner.getByRole('button', { name: 'Look at the dates' }));
    await press(owner, owner.getByRole('button', { name: 'Make 1 class' }));
    await expect(owner).toHaveURL(/admin\/timetable/);
  });

  await test.step('the desk adds a member and grants a pass', async () => {
    await desk.goto('/admin/members');
    if (live) await awake(shell(desk));
    await press(desk, desk.getByRole('link', { name: 'Add a member' }).first());
    const dialog = desk.getByRole('dialog');
    await typeInto(desk, dialog.getByLabel('Name'), mona);
    await desk.keyboard.press('Enter');
    await expect(desk.getByRole('heading', { name: mona, level: 2 })).toBeVisible();
    await press(desk, desk.getByRole('link', { name: 'Grant a pass' }).first());
    await expect(dialog).toBeVisible();
    await arrowTo(desk, dialog, dialog.getByRole('radio', { name: /^10-class pass/ }));
    await press(desk, dialog.getByRole('button', { name: 'Grant the pass' }));
    await expect(dialog).toHaveCount(0);
    await expect(desk.getByText('of 10 left')).toBeVisible();
  });

  await test.step('the desk books for them', async () => {
    await press(desk, desk.getByRole('link', { name: 'Book a class' }));
    await expect(desk.getByText(`For ${mona}`)).toBeVisible();
    // before midnight the class is tomorrow's
    const day = new Date(`${when.day}T12:00Z`).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
    const tab = desk.getByRole('navigation', { name: 'Choose a day' }).getByRole('link', { name: day });
    if ((await tab.getAttribute('aria-current')) === null) await press(desk, tab);
    const there = line(desk, { ...when, name, location: '' }).getByRole('button', { name: /^Book/ });
    await press(desk, there);
    await expect(line(desk, { ...when, name, location: '' })).toContainText('Booked');
  });

  await test.step('the coach has everybody here, and one of them not', async () => {
    const page = await somebody(undefined, { storageState: await signedIn(coach) });
    await page.goto(`/coach?day=${when.day}`);
    const mark = page.getByRole('list', { name: 'Roster' }).getByRole('button', { name: mona });
    await expect(mark).toHaveAttribute('aria-pressed', 'false');
    if (live) await awake(mark.locator('xpath=ancestor::form'));
    await press(page, page.getByRole('button', { name: 'Everybody is here' }));
    await expect(mark).toHaveAttribute('aria-pressed', 'true');
    await tabTo(page, mark);
    await page.keyboard.press('Space');
    await expect(mark).toHaveAttribute('aria-pressed', 'false');
    // whoever marks twenty people goes on from here, whatever the page has asked the server meanwhile
    if (live) await expectSeen(mark);
  });

  await test.step('the owner changes a rule', async () => {
    await owner.goto('/admin/rules');
    if (live) await awake(owner.locator('main form').first());
    const field = owner.getByLabel('Cancelling is free until before the class');
    const limit = live ? '191' : '192';
    await tabTo(owner, field);
    await owner.keyboard.press('Control+a');
    await owner.keyboard.type(limit);
    const from = new Date(Date.now() + (live ? 320 : 330) * 86_400_000).toISOString().slice(0, 10);
    await typeInto(owner, owner.getByLabel('In force from'), from);
    await press(owner, owner.getByRole('button', { name: 'See what changes' }));
    await expect(owner.getByRole('main')).toContainText(`${limit} min`);
    await press(owner, owner.getByRole('button', { name: 'Put into force then' }));
    const version = owner.getByRole('main').getByRole('listitem').filter({ hasText: 'to come' }).filter({ hasText: `${limit} min` });
    await expect(version).toHaveCount(1);
    await press(owner, version.getByRole('button', { name: /^Take back/ }));
    await expect(version).toHaveCount(0);
  });
});
