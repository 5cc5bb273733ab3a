import { desktop, expect, hasJavaScript, test } from '../support';
import { checkInByName, grantPass, signUp } from '../support/club';
import { tabTo } from '../support/keys';

test.use({ ...desktop, allowedErrors: /status of 401/ });

test('without a mouse somebody is barred, turned away at the door, and taken back in', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const live = hasJavaScript(info);
  const name = `Bart Barred ${live ? 'Live' : 'Plain'} ${Date.now().toString(36)}`;
  const member = await somebody();
  await signUp(member, name);
  const desk = await somebody('front desk');
  await grantPass(desk, name);
  await expect(desk.getByRole('link', { name: 'End membership' })).toHaveCount(0);

  const owner = await somebody('owner');
  const open = async (): Promise<void> => {
    await owner.goto(`/admin/members?q=${encodeURIComponent(name)}`);
    await owner.getByRole('rowheader', { name }).getByRole('link').click();
    await tabTo(owner, owner.getByRole('link', { name: /^(End membership|Take back in)$/ }));
    await owner.keyboard.press('Enter');
    await expect(owner.getByRole('dialog')).toBeVisible();
  };
  const dialog = owner.getByRole('dialog');

  await open();
  await tabTo(owner, dialog.getByRole('radio').first());
  await owner.keyboard.press('ArrowDown');
  await expect(dialog.getByRole('radio').nth(1)).toBeChecked();
  await tabTo(owner, dialog.getByLabel('Reason'));
  await owner.keyboard.type('Took things of others');
  await owner.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(owner.getByText('Took things of others').first()).toBeVisible();

  // the telephone of whoever is barred knows nobody any more
  await member.goto('/home');
  await expect(member.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(member.locator('body')).not.toContainText('Bart');
  await checkInByName(desk, name, live);
  await expect(desk.getByRole('main')).toContainText('No entry');

  await open();
  await tabTo(owner, dialog.getByLabel('Reason'));
  await owner.keyboard.type('Made up for it');
  await owner.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(owner.getByText('Made up for it').first()).toBeVisible();
  await checkInByName(desk, name, live);
  await expect(desk.getByRole('main')).toContainText('10-class pass');
});
