import { awake, desktop, expect, test } from '../support';
import { signUp } from '../support/club';
import { expectSeen, tabTo } from '../support/keys';

test.use(desktop);

test('without a mouse pages, members and deeds are found from anywhere, over the page', async ({ somebody }) => {
  test.setTimeout(90_000);
  const name = `Pippa Live ${Date.now().toString(36)}`;
  await signUp(await somebody(), name);
  const page = await somebody('owner');
  await page.goto('/admin/members');
  const box = page.getByRole('combobox', { name: 'Find anything, do anything' });
  const list = page.getByRole('listbox', { name: 'Find' });

  await awake(page.getByRole('navigation', { name: 'Main' }).locator('xpath=..'));
  const dialog = page.getByRole('dialog');
  const open = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await expect(box).toBeFocused();
    await page.keyboard.type(words);
  };
  await test.step('Esc gives the focus back to where it was', async () => {
    const opener = page.getByRole('link', { name: 'Add a member' }).first();
    await tabTo(page, opener);
    await open('rooms');
    await expectSeen(box);
    await expect(list.getByRole('option', { selected: true })).toContainText('Rooms');
    // nothing behind the box is reached
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press('Tab');
      expect(await dialog.evaluate((node) => document.activeElement === document.body || node.contains(document.activeElement))).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(page).toHaveURL(/\/admin\/members$/);
    await expectSeen(opener);
  });
  await test.step('a page', async () => {
    await open('rooms');
    const chosen = list.getByRole('option', { selected: true });
    await expect(chosen).toContainText('Rooms');
    const id = await chosen.getAttribute('id');
    await expect(box).toHaveAttribute('aria-activedescendant', id ?? '');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/admin\/rooms/);
    await expect(dialog).toHaveCount(0);
  });
  await test.step('a member, and what can be done with them', async () => {
    await open(name);
    await expect(list.getByRole('option', { selected: true })).toContainText(name);
    const grant = list.getByRole('option', { name: `Grant ${name} a pass` });
    await expect(grant).toBeVisible();
    for (let n = 0; n < 30 && (await grant.getAttribute('aria-selected')) !== 'true'; n++) await page.keyboard.press('ArrowDown');
    await expect(grant).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/grant=1/);
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Grant the pass' })).toBeVisible();
  });
  await test.step('a page that is there before the next frame', async () => {
    await page.goto('/admin');
    await awake(page.getByRole('navigation', { name: 'Main' }).locator('xpath=..'));
    await page.evaluate(() => {
      const frame = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (then) => window.setTimeout(() => frame(then), 1_500);
    });
    await open('plans');
    await expect(list.getByRole('option', { selected: true })).toContainText('Plans');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/admin\/plans/);
    await expect(page.getByRole('heading', { level: 1, name: 'Plans' })).toBeVisible();
    // the frame that closes the box comes when the box has left
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    await expect(dialog).toHaveCount(0);
  });
  await test.step('a deed', async () => {
    await page.goto('/admin');
    await awake(page.getByRole('navigation', { name: 'Main' }).locator('xpath=..'));
    await open('add a member');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog').getByLabel('Name')).toBeVisible();
    await expect(page).toHaveURL(/add=1/);
  });
});
