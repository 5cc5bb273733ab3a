import { desktop, expect, phone, signInOf, test } from '../support';

test.describe('on a telephone', () => {
  test.use(phone);

  test('a refused sign-up says which field it is, and no secret stands in the address', async ({ page }) => {
    await page.goto('/sign-up?next=/passes');
    await page.getByLabel('Your name').fill('Somebody Else');
    await page.getByLabel('E-mail or phone').fill(signInOf('member').email);
    await page.getByLabel('Password', { exact: true }).fill('three words long');
    await page.getByRole('button', { name: 'Join' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was saved yet');
    const login = page.getByLabel('E-mail or phone');
    await expect(login).toHaveAttribute('aria-invalid', 'true');
    await expect(login).toHaveAccessibleDescription('Somebody else uses this already');
    expect(decodeURIComponent(page.url())).not.toContain('three words long');
    // where the reader wanted to go is not forgotten
    await expect(page.locator('input[name=next]')).toHaveValue('/passes');
  });

  test('what can be told before sending is told by the browser, and nothing typed is lost', async ({ page }) => {
    await page.goto('/sign-up');
    await page.getByLabel('Your name').fill('Somebody Else');
    await page.getByLabel('E-mail or phone').fill('somebody@example.org');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('short');
    await page.getByRole('button', { name: 'Join' }).click();
    await expect(password).toBeFocused();
    expect(await password.evaluate((node: HTMLInputElement) => node.validity.tooShort)).toBe(true);
    await expect(page.getByLabel('Your name')).toHaveValue('Somebody Else');
    await expect(page).toHaveURL(/sign-up$/);
  });

  test('a wrong password says no more than that', async ({ page }) => {
    await page.goto('/sign-in');
    for (const login of [signInOf('member').email, 'nobody.at.all@example.org']) {
      await page.getByLabel('E-mail or phone').fill(login);
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('alert')).toHaveText(/./);
      await expect(page).toHaveURL(/sign-in/);
    }
  });
});

test.describe('in the office', () => {
  test.use({ ...desktop, allowedErrors: /status of 422/ });

  test('a rule that is refused keeps every choice', async ({ somebody }) => {
    const page = await somebody('owner');
    await page.goto('/admin/series/new');
    await page.getByLabel('Class', { exact: true }).selectOption({ index: 3 });
    const kind = await page.getByLabel('Class', { exact: true }).inputValue();
    await page.getByLabel('Start', { exact: true }).fill('18:30');
    await page.getByLabel('Places', { exact: true }).fill('7');
    await page.getByLabel('First day', { exact: true }).fill('2031-03-17');
    await page.getByLabel('Last day', { exact: true }).fill('2031-03-10');
    await page.locator('label', { has: page.getByRole('checkbox', { name: 'Monday' }) }).click();
    await page.getByRole('button', { name: 'Look at the dates' }).click();
    const last = page.getByLabel('Last day', { exact: true });
    await expect(last).toHaveAccessibleDescription(/The end is before the start/);
    await expect(last).toHaveValue('2031-03-10');
    await expect(page.getByLabel('Class', { exact: true })).toHaveValue(kind);
    await expect(page.getByLabel('Start', { exact: true })).toHaveValue('18:30');
    await expect(page.getByLabel('Places', { exact: true })).toHaveValue('7');
    await expect(page.getByRole('checkbox', { name: 'Monday' })).toBeChecked();
  });
});
