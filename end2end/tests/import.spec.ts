import { desktop, expect, hasJavaScript, test } from '../support';
import { type Empty, emptyClub } from '../support/empty';
import type { Locator } from '@playwright/test';

// A club of its own: whoever is erased elsewhere takes every list with them that has not come in yet.
let empty: Empty | undefined;

test.beforeAll(async () => {
  empty = await emptyClub();
});

test.afterAll(() => empty?.stop());

test.use(desktop);

test('a list is matched, looked at row by row, taken in and taken out again', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const live = hasJavaScript(info);
  const run = live ? 'live' : 'plain';
  const { address, code } = empty ?? { address: '', code: '' };
  const page = await somebody(undefined, { baseURL: address });
  await page.goto(`/claim?code=${code}`);
  await page.getByLabel('Name of the club').fill('Westkai');
  await page.getByLabel('Name', { exact: true }).fill('Olga Ost');
  await page.getByLabel(/E-mail or phone/).fill('olga@example.org');
  await page.getByLabel('Password', { exact: true }).fill('a long river at dawn');
  await page.getByRole('button', { name: 'Take over the club' }).click();
  await expect(page).toHaveURL(/\/setup$/);
  const file = `people-${run}.csv`;
  const list = [
    'Who,Contact,Born,Shoe size',
    `Ida ${run},ida.${run}@example.org,1990-03-02,38`,
    `,nobody.${run}@example.org,1985-01-20,41`,
    `Ole ${run},ole.${run}@example.org,1979-12-31,43`,
  ].join('\n');
  await page.goto('/admin/import');
  await page.getByLabel('The file').setInputFiles({ name: file, mimeType: 'text/csv', buffer: Buffer.from(list) });
  await page.getByRole('button', { name: 'Send the file' }).click();

  const main = page.getByRole('main');
  await expect(main).toContainText(file);
  const holds = (column: string): Locator => page.getByLabel(`What “${column}” holds`);
  await holds('Who').selectOption({ label: 'Name' });
  await holds('Contact').selectOption({ label: 'E-mail address' });
  await holds('Born').selectOption({ label: 'Birthday' });
  await holds('Shoe size').selectOption({ label: 'Leave out' });
  // the worker goes through the rows by itself; without a script the page is asked for again, and not before it has answered
  const pressAndWait = async (button: string, words: string): Promise<void> => {
    const there = page.getByRole('button', { name: button });
    await there.click();
    if (!live) await expect(there).toHaveCount(0);
    await expect(async () => {
      if (!live) await page.goto(page.url());
      await expect(main).toContainText(words, { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
  };
  await pressAndWait('Look at every row', '2 people would become members');
  const rows = page.getByRole('table', { name: 'What becomes of each row' }).getByRole('row');
  await expect(rows.filter({ hasText: `Ida ${run}` })).toContainText('New');
  await expect(rows.filter({ hasText: 'No name' })).toContainText('Left out');
  await expect(rows.filter({ hasText: 'No name' })).toContainText('a person needs one');
  await page.goto(`/admin/members?q=${run}`);
  await expect(page.getByRole('rowheader', { name: run })).toHaveCount(0);
  await page.goBack();

  await pressAndWait('Take 2 members in', '2 members came in');
  await expect(rows.filter({ hasText: `Ole ${run}` })).toContainText('Added');
  await expect(rows.filter({ hasText: 'No name' })).toContainText('Left out');
  await rows.getByRole('link', { name: `Ole ${run}` }).click();
  await expect(page.getByRole('heading', { name: `Ole ${run}`, level: 2 })).toBeVisible();
  await expect(main).toContainText(`ole.${run}@example.org`);

  await page.goto('/admin/import');
  await page.getByRole('link', { name: `Take out ${file}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('2 members of the list are removed');
  await dialog.getByRole('button', { name: 'Take the list out' }).click();
  await expect(dialog).toContainText(`${file} was taken out`);
  await page.goto(`/admin/members?q=${run}`);
  await expect(page.getByRole('rowheader', { name: run })).toHaveCount(0);
});
