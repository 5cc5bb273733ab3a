import { expect, test } from '../support';

/** The members list as the office works with it: kept under a name, with its own columns, and many changed at once. */
test.describe('the members list', () => {
  test('@postgres is kept under a name with its columns, and many are changed and changed back', async ({ somebody }, info) => {
    const run = `${info.project.name} ${Date.now().toString(36)}`;
    const name = `Newest ${run}`;
    const tag = `Spring ${run}`;
    const page = await somebody('owner');
    await page.goto('/admin/members?status=active&sort=-joined');
    const columns = page.locator('details').filter({ hasText: 'Columns of the table' });
    await columns.locator('summary').click();
    await columns.getByLabel('Joined').or(columns.getByLabel('Member since')).uncheck();
    await columns.getByLabel('Tags').check();
    await columns.getByRole('button', { name: 'Show these' }).click();
    await expect(page.getByRole('columnheader', { name: 'Tags' })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Member since' })).toHaveCount(0);

    await page.getByRole('link', { name: 'Keep this view' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('Name').fill(name);
    await sheet.getByRole('button', { name: 'Keep this view' }).click();
    const views = page.getByRole('navigation', { name: 'Views' });
    await expect(views.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');

    const boxes = page.getByRole('table').getByRole('checkbox');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.getByRole('toolbar').getByRole('button', { name: 'Change…' }).click();
    await expect(page.getByText('2 members', { exact: true })).toBeVisible();
    await page.getByLabel('Tag', { exact: true }).fill(tag);
    await page.getByRole('button', { name: 'See what it would do' }).click();
    await page.getByRole('button', { name: 'Change 2 members' }).click();
    await expect(page.getByRole('heading', { name: `Add a tag: ${tag}` })).toBeVisible();
    await expect(page.getByRole('table').getByText('Changed', { exact: true })).toHaveCount(2);

    await page.getByRole('button', { name: 'Take back for 2 members' }).click();
    await expect(page.getByRole('table').getByText('As before', { exact: true })).toHaveCount(2);

    await page.goto('/admin/members');
    await views.getByRole('link', { name, exact: true }).click();
    await page.getByRole('link', { name: 'Change view' }).click();
    await page.getByRole('dialog').getByText('Delete this view').first().click();
    await page.getByRole('dialog').getByRole('button', { name: `Delete the view “${name}”` }).click();
    await expect(views.getByRole('link', { name, exact: true })).toHaveCount(0);
  });

  test('goes out as a page to print, without the house around it', async ({ somebody }) => {
    const page = await somebody('owner');
    const answer = await page.goto('/admin/members.html?status=active&cols=phone');
    expect(answer?.status()).toBe(200);
    await expect(page.getByRole('columnheader', { name: 'Phone' })).toBeVisible();
    await expect(page.getByRole('navigation')).toHaveCount(0);
  });
});

test.describe('a member', () => {
  test('chooses what to be told', async ({ somebody }) => {
    const page = await somebody('member');
    await page.goto('/inbox');
    await page.getByRole('link', { name: 'Choose what you are told' }).click();
    const ends = page.getByLabel('A pass ends soon');
    await ends.uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Your choices are saved.')).toBeVisible();
    await page.goto('/notices/preferences');
    await expect(ends).not.toBeChecked();
    await ends.check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Your choices are saved.')).toBeVisible();
  });
});

/** Those who may leave, for whoever calls them from a list of their own. */
test('those who may leave go out as they are listed', async ({ somebody }) => {
  const page = await somebody('owner');
  await page.goto('/admin/leaving');
  await page.locator('summary').filter({ hasText: 'Export' }).click();
  await expect(page.getByRole('link', { name: 'CSV' })).toHaveAttribute('href', '/admin/leaving.csv');
  const answer = await page.goto('/admin/leaving.html');
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Who may leave');
  await expect(page.getByRole('columnheader', { name: 'Why' })).toBeVisible();
});
