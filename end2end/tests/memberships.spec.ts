import { desktop, expect, test } from '../support';
import { grantPass, signUp } from '../support/club';

test.use({ ...desktop, allowedErrors: /status of 401/ });

test('@postgres a membership is granted, cancelled by whoever has it, and let go on', async ({ somebody }, info) => {
  const name = `Mona Monthly ${info.project.name} ${Date.now().toString(36)}`;
  const member = await somebody();
  await signUp(member, name);
  await grantPass(await somebody('front desk'), name, 'Eight a month', 'of 8 left');

  await member.goto('/passes');
  await expect(member.getByRole('main')).toContainText('8 credits more on');
  await member.getByRole('link', { name: /^Cancel membership/ }).click();
  const dialog = member.getByRole('dialog');
  // three months were agreed to, and the last day is said before anything is done
  await expect(dialog).toContainText('You agreed to keep it until');
  await expect(dialog).toContainText('Its last day will be');
  await dialog.getByRole('button', { name: 'Cancel it' }).click();
  await expect(member.getByRole('main')).toContainText('Cancelled: its last day is');
  await expect(dialog).toHaveCount(0);

  await member.getByRole('link', { name: /^Let it go on/ }).click();
  await dialog.getByRole('button', { name: 'Let it go on' }).click();
  await expect(member.getByRole('link', { name: /^Cancel membership/ })).toBeVisible();
  await expect(dialog).toHaveCount(0);
});

test('the form of a plan shows what its kind has', async ({ somebody }) => {
  const owner = await somebody('owner');
  await owner.goto('/admin/plans?edit=new');
  const [months, value, credits, days] = ['Months in a cycle', 'Paid in', 'Credits', 'Valid for'].map((label) => owner.getByLabel(label, { exact: true }));
  await expect(credits).toBeVisible();
  await expect(months).toBeHidden();
  await owner.getByRole('radio', { name: /^Membership/ }).check({ force: true });
  await expect(months).toBeVisible();
  await expect(days).toBeHidden();
  await owner.getByRole('radio', { name: /^Stored value/ }).check({ force: true });
  await expect(value).toBeVisible();
  await expect(months).toBeHidden();
  await expect(credits).toBeHidden();
});
