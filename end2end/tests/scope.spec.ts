import { desktop, expect, hasJavaScript, test } from '../support';

test.use(desktop);
// a level that is still in use is refused
test.use({ allowedErrors: /status of 409/ });

test('@postgres a plan is limited to a level of coaches, which then stays on the list', async ({ somebody }, info) => {
  const owner = await somebody('owner');
  const main = owner.getByRole('main');
  const mark = `${info.project.name} ${Date.now().toString(36)}`;
  const [level, plan] = [`Senior ${mark}`, `Hours ${mark}`];
  await owner.goto('/admin/staff');
  await owner.getByRole('link', { name: 'Coach levels' }).first().click();
  await owner.getByRole('link', { name: 'New level' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('Name').fill(level);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(main).toContainText(level);
  await expect(dialog).toHaveCount(0);

  await owner.goto('/admin/plans?edit=new');
  await owner.getByRole('radio', { name: /^Personal training/ }).check({ force: true });
  await owner.getByLabel('Name', { exact: true }).fill(plan);
  await owner.getByLabel('Price').fill('450');
  await owner.getByRole('checkbox', { name: level }).check();
  if (hasJavaScript(info)) {
    await expect(owner.getByRole('status').filter({ hasText: level })).toBeVisible();
  }
  await owner.getByRole('button', { name: 'Save the plan' }).click();
  const row = main.getByRole('listitem').filter({ hasText: plan });
  await expect(row).toContainText(`Only with coaches of level ${level}.`);

  await owner.goto('/admin/coaches');
  await main.getByRole('link', { name: `Remove ${level}` }).click();
  await dialog.getByRole('button', { name: 'Remove it' }).click();
  await expect(owner.getByRole('dialog')).toContainText('This level is still in use');

  await owner.goto('/admin/plans');
  await row.getByRole('link', { name: `Take ${plan} off sale` }).click();
  await dialog.getByRole('button', { name: 'Take it off sale' }).click();
  await expect(row.getByRole('link')).toHaveCount(0);
  await owner.goto('/admin/coaches');
  await main.getByRole('link', { name: `Remove ${level}` }).click();
  await dialog.getByRole('button', { name: 'Remove it' }).click();
  await expect(main).not.toContainText(level);
});

test('the owner looks at other expiry rules, chooses them for a later day and takes them back', async ({ somebody }, info) => {
  const owner = await somebody('owner');
  const main = owner.getByRole('main');
  await owner.goto('/admin/expiry');
  await expect(main).toContainText('no legal advice');
  // both runs share a club: each has its own day, far enough ahead to hold for nobody
  const from = new Date(Date.now() + (hasJavaScript(info) ? 900 : 910) * 86_400_000).toISOString().slice(0, 10);
  await owner.getByRole('radio', { name: /^China, prepaid cards/ }).check({ force: true });
  await owner.getByLabel('In force from').fill(from);
  await owner.getByRole('button', { name: 'See what changes' }).click();
  await expect(main).toContainText('Passes that are sold keep what they promised.');
  await expect(main).toContainText('do not end by date');
  await owner.getByRole('button', { name: 'Put into force then' }).click();
  const ahead = main.getByRole('listitem').filter({ hasText: 'to come' });
  await expect(ahead.first()).toContainText('China, prepaid cards');
  const before = await ahead.count();
  await ahead.first().getByRole('button', { name: /^Take back/ }).click();
  await expect(ahead).toHaveCount(before - 1);
});
