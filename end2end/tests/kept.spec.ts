import { desktop, expect, hasJavaScript, phone, test } from '../support';
import { book, grantPass, line, plan, signUp, timetable } from '../support/club';
import type { Page } from '@playwright/test';

test.use(phone);

const away = { ...desktop, isMobile: false, hasTouch: false };

/** How many places of this kind of class are kept for walk-ins and for partners, until half an hour before it. */
async function keep(owner: Page, name: string, walkIn: number, partner: number): Promise<void> {
  await owner.goto('/admin/classes');
  await owner.getByRole('link', { name: `Change ${name}` }).click();
  await owner.getByLabel('Kept for walk-ins').fill(String(walkIn));
  await owner.getByLabel('Kept for partners').fill(String(partner));
  await owner.getByLabel('Released, minutes before').fill('30');
  await owner.getByRole('button', { name: 'Save' }).click();
  await expect(owner.getByRole('dialog')).toHaveCount(0);
}

test('members are told for whom the last places are kept, and the desk sells one to a partner', async ({ somebody }, info) => {
  test.setTimeout(120_000);
  const live = hasJavaScript(info);
  const name = `${live ? 'Live' : 'Plain'} kept ${Date.now().toString(36)}`;
  const [owner, desk, member] = [await somebody('owner', away), await somebody('front desk', away), await somebody()];
  // the name of the kind, by its place in the list
  await owner.goto('/admin/series/new');
  const kind = await owner.getByLabel('Class', { exact: true }).locator('option').nth(live ? 12 : 13).innerText();
  await keep(owner, kind, 1, 1);
  // so soon that it is among today's classes of the desk, also before midnight
  const planned = await plan(owner, kind, live ? 95 : 100, 2);
  await keep(owner, kind, 0, 0);
  await signUp(member, name);
  await grantPass(desk, name);

  await member.goto(timetable(planned));
  await line(member, planned).getByRole('link').click();
  const sheet = member.getByRole('dialog');
  await expect(sheet).toContainText('Full');
  await member.getByRole('button', { name: /^Join waitlist/ }).click();
  await expect(sheet).toContainText('on the waitlist');

  await desk.goto(`/desk?location=${planned.location}`);
  const today = desk.getByRole('list', { name: /classes/i }).getByRole('listitem').filter({ hasText: planned.name });
  await today.filter({ hasText: planned.start }).getByRole('link').first().click();
  const roster = desk.getByRole('dialog');
  await expect(roster).toContainText('1 kept for walk-ins until');
  await expect(roster).toContainText('1 kept for partners until');
  await desk.getByLabel("Partner's name").fill(name);
  await desk.getByRole('button', { name: 'Book for a partner' }).click();
  await expect(desk.getByRole('list', { name: 'Kept places and partners' })).toContainText(name);
  await expect(desk.getByRole('button', { name: 'Book for a partner' })).toHaveCount(0);
  await desk.getByRole('button', { name: `Take back: a place of ${name}` }).click();
  await expect(desk.getByRole('button', { name: `Take back: a place of ${name}` })).toHaveCount(0);
  await expect(roster).toContainText('1 kept for partners until');
});

test('a parent and a child wait together for a full class', async ({ somebody }, info) => {
  test.setTimeout(120_000);
  const live = hasJavaScript(info);
  const family = `${live ? 'Live' : 'Plain'} ${Date.now().toString(36)}`;
  const [owner, desk] = [await somebody('owner', away), await somebody('front desk', away)];
  const planned = await plan(owner, live ? 14 : 15, live ? 260 : 270, 2);
  const [ida, jan, eva] = [await somebody(), await somebody(), await somebody()];
  for (const [page, name] of [[ida, 'Ida'], [jan, 'Jan'], [eva, 'Eva']] as const) {
    await signUp(page, `${name} ${family}`);
    await grantPass(desk, `${name} ${family}`);
  }
  await book(ida, planned);
  await book(jan, planned);
  await eva.goto('/household');
  await eva.getByLabel('Name of the child').fill(`Kim ${family}`);
  await eva.getByLabel('Date of birth').fill('2017-05-04');
  await eva.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(eva.getByRole('list', { name: 'Who belongs to it' })).toContainText(`Kim ${family}`);

  await eva.goto(timetable(planned));
  await line(eva, planned).getByRole('link').click();
  await eva.getByRole('link', { name: 'Several of us' }).click();
  await eva.getByRole('button', { name: 'Wait together' }).click();
  await expect(eva.getByRole('dialog')).toContainText('On the waitlist');
  await eva.goto('/bookings');
  await expect(line(eva, planned).first()).toContainText('2 of you wait together.');
});
