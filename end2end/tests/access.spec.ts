import { desktop, expect, hasJavaScript, phone, test } from '../support';
import { tabTo } from '../support/keys';

// the desk tries a number without its country, the member a wrong code
test.use({ ...desktop, allowedErrors: /status of 4(22|09)/ });

test('whoever was added at the desk books with an account of their own', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const stamp = Date.now().toString(36);
  const name = `Ada Added ${hasJavaScript(info) ? 'Live' : 'Plain'} ${stamp}`;
  const email = `added.${stamp}.${info.project.name}@example.org`;
  const desk = await somebody('front desk');
  await desk.goto('/admin/members?add=1');
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByRole('button', { name: 'Add the member' }).click();
  await expect(desk.getByRole('heading', { name, level: 2 })).toBeVisible();
  await expect(desk.getByText('No account yet')).toBeVisible();

  await test.step('the desk puts the profile right, with keys alone', async () => {
    await tabTo(desk, desk.getByRole('link', { name: 'Change', exact: true }));
    await desk.keyboard.press('Enter');
    await expect(dialog).toBeVisible();
    await tabTo(desk, dialog.getByLabel('Telephone'));
    await desk.keyboard.type('0170 12');
    await desk.keyboard.press('Enter');
    await expect(dialog.getByLabel('Telephone')).toHaveAttribute('aria-invalid', 'true');
    await dialog.getByLabel('Telephone').fill('+49 170 1234567');
    await desk.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(desk.getByText('+491701234567')).toBeVisible();
  });

  // the same address is no second member
  const member = await somebody(undefined, phone);
  await member.goto('/sign-up');
  await member.getByLabel('Your name').fill(name);
  await member.getByLabel('E-mail or phone').fill(email);
  await member.getByLabel('Password', { exact: true }).fill('three words long');
  await member.getByRole('button', { name: 'Join' }).click();
  await expect(member.getByText('Known at the desk, but no account yet?')).toBeVisible();

  await desk.getByRole('link', { name: 'One-time code' }).click();
  await dialog.getByRole('button', { name: 'Make a code' }).click();
  const code = await dialog.getByText(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/).innerText();
  await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible();

  await member.getByRole('link', { name: 'I have a code from the desk' }).first().click();
  await expect(member).toHaveURL(/\/access$/);
  const enter = async (typed: string): Promise<void> => {
    await member.getByLabel('One-time code').fill(typed);
    await member.getByLabel('E-mail or phone').fill(email);
    await member.getByLabel('Password', { exact: true }).fill('three words long');
    await member.getByRole('button', { name: 'Set the password and sign in' }).click();
  };
  await enter('7KQ2-M4XH');
  await expect(member.getByRole('alert').or(member.getByText('This code is wrong')).first()).toBeVisible();
  await enter(code.toLowerCase().replace('-', ' '));
  await expect(member).toHaveURL(/\/home$/);
  await expect(member.locator('body')).toContainText('Ada');

  await desk.reload();
  await expect(desk.getByText(email).nth(1)).toBeVisible();
});
