import { expect, hasJavaScript, phone, test } from '../support';
import { type Empty, emptyClub } from '../support/empty';

/** Five minutes are promised to somebody who reads and thinks; the presses alone take a fraction of it. */
const WITHIN = 60_000;

let empty: Empty | undefined;

test.beforeAll(async () => {
  empty = await emptyClub();
});

test.afterAll(() => empty?.stop());

test.use(phone);

test('a club is set up from its first code to its dashboard', async ({ somebody }, info) => {
  test.setTimeout(WITHIN + 30_000);
  const { address, code } = empty ?? { address: '', code: '' };
  const page = await somebody(undefined, { baseURL: address });
  await page.goto(`/claim?code=${code}`);
  const begun = Date.now();
  let presses = 0;
  const press = async (name: string): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).click();
    presses += 1;
  };

  await page.getByLabel('Name of the club').fill('Westkai');
  await page.getByLabel('Name', { exact: true }).fill('Olga Ost');
  await page.getByLabel(/E-mail or phone/).fill('olga@example.org');
  await page.getByLabel('Password', { exact: true }).fill('a long river at dawn');
  await press('Take over the club');
  await expect(page).toHaveURL(/\/setup$/);
  await press('Save and go on');

  await expect(page.getByRole('heading', { name: 'Where is it?' })).toBeVisible();
  await page.getByLabel('Time zone').fill('Europe/Vienna');
  await press('Save and go on');

  await expect(page.getByRole('heading', { name: /^A room at/ })).toBeVisible();
  // another device goes on where it was left
  await page.goto('/setup');
  await expect(page.getByRole('heading', { name: /^A room at/ })).toBeVisible();
  await press('Save and go on');

  await expect(page.getByRole('heading', { name: 'Your first classes' })).toBeVisible();
  await page.getByLabel('Name of the class').fill('Dawn Yoga');
  await press('Plan the class');
  await expect(page.getByText('Dawn Yoga')).toBeVisible();
  await press('Go on');

  await expect(page.getByRole('heading', { name: 'What do you sell?' })).toBeVisible();
  await page.getByLabel('Name of the plan').fill('10 classes');
  await page.getByLabel('Price').fill('120');
  await press('Save and finish');

  await expect(page).toHaveURL(/\/admin$/);
  await expect(page.getByText('2 of 5 done')).toBeVisible();
  expect(presses, 'presses').toBeLessThanOrEqual(7);
  const took = Date.now() - begun;
  info.annotations.push({ type: hasJavaScript(info) ? 'with script' : 'without script', description: `${presses} presses, ${took} ms` });
  expect(took).toBeLessThan(WITHIN);
  await press('Put away');
  await expect(page.getByText('2 of 5 done')).toBeHidden();
});
