import { beyondTheEdge, breaches, expect, hasJavaScript, phone, test } from '../support';
import { signUp } from '../support/club';

test.use(phone);

test('a guardian agrees for a child, writes what a coach should know and has the data erased', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const live = hasJavaScript(info);
  const family = `Kin${Date.now().toString(36)}`;
  const parent = await somebody();
  await signUp(parent, `Pia ${family}`);

  await parent.goto('/household');
  await parent.getByLabel('Name of the child').fill(`Kim ${family}`);
  await parent.getByLabel('Date of birth').fill(`${new Date().getFullYear() - 10}-03-02`);
  await parent.getByRole('button', { name: 'Add', exact: true }).click();
  await parent.getByRole('link', { name: `Data and consents: Kim ${family}` }).click();
  await expect(parent).toHaveURL(/\/me\/privacy\?for=/);
  const child = parent.url();
  await expect(parent.getByRole('main')).toContainText(`Kim ${family}`);

  await parent.getByRole('button', { name: 'Agree: Photos and videos' }).click();
  await expect(parent.getByRole('button', { name: 'Take back: Photos and videos' })).toBeVisible();
  await parent.getByRole('button', { name: 'Agree: Notes about your health' }).click();
  await parent.getByLabel('Allergies').fill('Bee stings');
  await parent.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(parent.getByRole('main')).toContainText(live ? 'Saved, encrypted' : 'Written on');
  await parent.goto(child);
  await expect(parent.getByLabel('Allergies')).toHaveValue('Bee stings');
  if (live) expect(await breaches(parent)).toEqual([]);
  expect(await beyondTheEdge(parent)).toBe(0);

  // the guardian's own page knows nothing of it
  await parent.goto('/me/privacy');
  await expect(parent.getByRole('button', { name: 'Agree: Photos and videos' })).toBeVisible();

  await parent.goto(child);
  await parent.getByRole('link', { name: 'See what would happen' }).click();
  await expect(parent).toHaveURL(/\/me\/erase\?for=/);
  if (live) expect(await breaches(parent)).toEqual([]);
  await parent.getByLabel('Your password').fill('three words long');
  await parent.getByRole('button', { name: /^Erase/ }).click();
  await expect(parent).toHaveURL(/\/me\/privacy\?/);
  await parent.goto('/household');
  await expect(parent.getByRole('main')).not.toContainText(`Kim ${family}`);
});
