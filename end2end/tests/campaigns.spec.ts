import { awake, beyondTheEdge, breaches, desktop, expect, hasJavaScript, test } from '../support';

test.use(desktop);

test('all of a list are written to at once, some are kept back to compare, and it is seen what became of everybody', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const live = hasJavaScript(info);
  const owner = await somebody('owner');
  const main = owner.getByRole('main');

  // whoever was written to lately is not written to again: each run has the members of a place of its own
  await owner.goto('/admin/leaving');
  const places = await owner.locator('a[href^="/admin/leaving?location="]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  const list = places[live ? 0 : 1];
  await owner.goto(list);
  await main.getByRole('link', { name: 'Write to all on this list' }).click();
  const sheet = owner.getByRole('dialog');
  const title = sheet.getByRole('heading', { name: /^Write to \d+ people$/ });
  await expect(title).toBeVisible();
  const meant = Number((await title.innerText()).replace(/\D/g, ''));
  if (live) await awake(sheet.locator('form'));
  await sheet.getByLabel('Not write to some, to compare').selectOption('Every second');
  await sheet.getByLabel('Your own words instead').fill('Hello {name}, your mat is still here.');
  await sheet.getByRole('button', { name: 'Send' }).click();

  await expect(owner).toHaveURL(/\/admin\/campaigns\/[0-9a-f-]+/);
  await expect(async () => {
    if (!live) await owner.reload();
    await expect(main.getByText('Sent', { exact: true }).first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await expect(main.locator('blockquote')).toHaveText('Hello {name}, your mat is still here.');

  // everybody is counted once
  const tabs = main.getByRole('navigation', { name: /./ }).getByRole('link');
  const count = async (name: RegExp): Promise<number> => {
    const found = await tabs.filter({ hasText: name }).allInnerTexts();
    return found.reduce((sum, text) => sum + Number(text.replace(/\D/g, '')), 0);
  };
  expect(await count(/^All/)).toBe(meant);
  expect(await count(/^(Written to|Kept back to compare|Left out)/)).toBe(meant);
  const held = await count(/^Kept back to compare/);
  expect(Math.abs(held - meant / 2)).toBeLessThanOrEqual(1);

  await tabs.filter({ hasText: 'Kept back to compare' }).click();
  await expect(owner).toHaveURL(/show=held/);
  await expect(main.getByRole('rowheader')).toHaveCount(Math.min(held, 50));
  if (live) expect(await breaches(owner)).toEqual([]);
  expect(await beyondTheEdge(owner)).toBe(0);

  // a second one does not reach whoever had a message a moment ago
  await owner.goto(`${list}&all=1`);
  const again = owner.getByRole('dialog');
  await expect(again).toBeVisible();
  await expect(again).not.toContainText(`Write to ${meant} people`);

  await owner.goto('/admin/campaigns');
  await expect(main.locator('a[href^="/admin/campaigns/"]').first()).toBeVisible();
});
