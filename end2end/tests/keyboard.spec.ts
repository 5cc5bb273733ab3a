import { desktop, expect, hasJavaScript, signInOf, test } from '../support';
import { checkInByName, grantPass, line, plan, signUp, timetable } from '../support/club';
import { tabTo } from '../support/keys';
import type { Page } from '@playwright/test';

/** Signs in at the page that the server sent, with nothing but keys. */
async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await tabTo(page, page.getByLabel('E-mail or phone'));
  await page.keyboard.type(login);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(/sign-in/);
}

test.use(desktop);

test('without a mouse a member books and the desk lets them in', async ({ somebody }, info) => {
  test.setTimeout(120_000);
  const name = `Kim Keys ${hasJavaScript(info) ? 'Live' : 'Plain'} ${Date.now().toString(36)}`;
  const desk = await somebody('front desk');
  const joining = await somebody();
  await signUp(joining, name);
  await grantPass(desk, name);
  const planned = await plan(await somebody('owner'), hasJavaScript(info) ? 3 : 4, 20, 8);

  const member = await somebody();
  await signIn(member, `${name.replaceAll(' ', '.').toLowerCase()}@example.org`, 'three words long');
  await expect(member).toHaveURL(/home/);
  await member.goto(timetable(planned));
  // the first thing that Tab reaches jumps over the navigation
  await member.keyboard.press('Tab');
  await expect(member.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await member.keyboard.press('Enter');
  const book = line(member, planned).getByRole('link', { name: /^Book/ }).first();
  await tabTo(member, book);
  await member.keyboard.press('Enter');
  const sheet = member.getByRole('dialog');
  await tabTo(member, sheet.getByRole('button', { name: 'Confirm booking' }));
  await member.keyboard.press('Enter');
  await expect(sheet).toContainText('Booked');
  await tabTo(member, sheet.getByRole('link', { name: 'Done' }));
  await member.keyboard.press('Enter');
  await expect(sheet).toHaveCount(0);

  const clerk = await somebody();
  const { email, password } = signInOf('front desk');
  await signIn(clerk, email, password);
  await expect(clerk).toHaveURL(/desk/);
  await checkInByName(clerk, name, hasJavaScript(info));
  await expect(clerk.getByRole('main')).toContainText(`${planned.start} ${planned.name}`);
  await tabTo(clerk, clerk.getByRole('button', { name: `Undo the check-in of ${name}` }));
  await clerk.keyboard.press('Enter');
  await expect(clerk.getByText('The check-in is undone')).toBeVisible();
});
