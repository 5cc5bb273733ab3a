import { desktop, expect, hasJavaScript, test } from '../support';
import { signUp } from '../support/club';
import { press, tabTo } from '../support/keys';

test.use(desktop);

test('without a mouse pages, members and deeds are found from anywhere', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  test.skip(hasJavaScript(info), 'with a script the box stands over the page');
  const name = `Pippa Plain ${Date.now().toString(36)}`;
  await signUp(await somebody(), name);
  const page = await somebody('owner');
  await page.goto('/admin/members');
  const box = page.getByRole('combobox', { name: 'Find anything, do anything' });
  const list = page.getByRole('listbox', { name: 'Find' });

  // the same box is a page: words, Enter, and the list is links
  const find = async (words: string): Promise<void> => {
    await press(page, page.getByRole('link', { name: /Find anything/ }));
    await expect(page).toHaveURL(/\/find/);
    await tabTo(page, box);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  };
  await find(name);
  await press(page, list.getByRole('option', { name: new RegExp(`^${name}`) }));
  await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible();
  await find('rooms');
  await press(page, list.getByRole('group', { name: 'Pages' }).getByRole('option', { name: /Rooms/ }).first());
  await expect(page).toHaveURL(/\/admin\/rooms/);
  await find('add a member');
  await press(page, list.getByRole('option', { name: 'Add a member' }));
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeVisible();
});
