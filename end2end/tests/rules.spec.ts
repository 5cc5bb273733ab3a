import { desktop, expect, hasJavaScript, test } from '../support';

test.use(desktop);

test('the owner looks at new rules before they hold, puts them into force and takes them back', async ({ somebody }, info) => {
  const live = hasJavaScript(info);
  const owner = await somebody('owner');
  await owner.goto('/admin/rules');
  const main = owner.getByRole('main');
  // both runs share a club: each has its own day and number, far enough ahead to hold for nobody
  const [days, limit] = live ? [300, '181'] : [310, '182'];
  const from = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await owner.getByLabel('Cancelling is free until before the class').fill(limit);
  await owner.getByLabel('In force from').fill(from);
  await owner.getByRole('button', { name: 'See what changes' }).click();
  await expect(main).toContainText(`${limit} min`);
  await expect(main).toContainText('keep');
  await owner.getByRole('button', { name: 'Put into force then' }).click();
  const version = main.getByRole('listitem').filter({ hasText: 'to come' }).filter({ hasText: `${limit} min` });
  await expect(version).toHaveCount(1);
  await version.getByRole('button', { name: /^Take back/ }).click();
  await expect(version).toHaveCount(0);
});

test('a number that makes no sense is told beside its field, and nothing is lost of the others', async ({ somebody }) => {
  const owner = await somebody('owner');
  await owner.goto('/admin/rules?look=1&cancel_limit=90&offer_minutes=0&from=2020-01-01');
  await expect(owner.getByRole('main')).toContainText('A whole number from 1 to 1440');
  await expect(owner.getByLabel('Cancelling is free until before the class')).toHaveValue('90');
});
