import { desktop, expect, hasJavaScript, signInOf, test } from '../support';
import type { Page } from '@playwright/test';

// a wrong password before erasing
test.use({ ...desktop, allowedErrors: /status of 4(09|22)/ });

/** A name of its own for each run: what is looked for is found once. */
function stamp(live: boolean): string {
  return `${live ? 'live' : 'plain'}${Date.now().toString(36)}`;
}

/** The desk adds somebody, with as much as is known; the address of their page. */
async function added(desk: Page, name: string, email?: string): Promise<string> {
  await desk.goto('/admin/members?add=1');
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  if (email) await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByRole('button', { name: 'Add the member' }).click();
  await expect(desk.getByRole('heading', { name, level: 2 })).toBeVisible();
  return new URL(desk.url()).pathname;
}

test('@postgres two records of one person become one, and two again', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const run = stamp(hasJavaScript(info));
  const owner = await somebody('owner');
  const [kept, other] = [`Gesa ${run}`, `Gesa M. ${run}`];
  const right = await added(owner, kept);
  const wrong = await added(owner, other, `gesa.${run}@example.org`);

  await owner.goto(`${right}/merge`);
  await owner.getByLabel('Find the other record').fill(other);
  await owner.getByRole('button', { name: 'Search', exact: true }).click();
  await owner.getByRole('group', { name: 'Found' }).getByRole('link', { name: other }).click();
  const main = owner.getByRole('main');
  await expect(main).toContainText('Leads to it afterwards');
  const names = owner.getByRole('group', { name: 'Name', exact: true });
  await names.getByRole('radio', { name: new RegExp(`^${kept}`) }).check();
  await expect(owner.getByRole('group', { name: 'E-mail' }).getByRole('radio', { name: new RegExp(`^gesa.${run}`) })).toBeChecked();
  await owner.getByRole('button', { name: 'Make them one' }).click();
  await expect(main).toContainText('The records are one.');
  // the old address leads to the one that stays, which has what the other had
  await owner.goto(wrong);
  await expect(owner.getByRole('heading', { name: kept, level: 2 })).toBeVisible();
  await expect(owner.getByText(`gesa.${run}@example.org`).first()).toBeVisible();

  await owner.goto(`${right}/merge`);
  await owner.getByRole('button', { name: `Undo merging ${other}` }).click();
  await expect(main).toContainText('The records are two again.');
  await owner.goto(wrong);
  await expect(owner.getByRole('heading', { name: other, level: 2 })).toBeVisible();
  await owner.goto(right);
  await expect(owner.getByRole('heading', { name: kept, level: 2 })).toBeVisible();
  await expect(owner.getByText(`gesa.${run}@example.org`)).toHaveCount(0);
});

test('@postgres somebody is erased, after a look at what goes and what stays', async ({ somebody }, info) => {
  test.setTimeout(90_000);
  const run = stamp(hasJavaScript(info));
  const name = `Elke ${run}`;
  const owner = await somebody('owner');
  const card = await added(owner, name, `elke.${run}@example.org`);
  await owner.goto(`${card}?grant=1`);
  const dialog = owner.getByRole('dialog');
  await dialog.getByText('10-class pass').first().click();
  await dialog.getByRole('button', { name: 'Grant the pass' }).click();
  await expect(owner.getByText('of 10 left')).toBeVisible();

  await owner.goto(`${card}/privacy`);
  await owner.getByRole('link', { name: 'See what would happen' }).click();
  const main = owner.getByRole('main');
  await expect(main).toContainText(`Erase the data of ${name}`);
  await expect(main).toContainText('This goes');
  await expect(main).toContainText('Name, contact details, date of birth, notes of the staff');
  await expect(main).toContainText('10-class pass: 10 credits left, which cannot be used any more');
  await expect(main).toContainText('the law asks the club to keep its books');
  const erase = async (password: string): Promise<void> => {
    await owner.getByLabel('Your password').fill(password);
    await owner.getByRole('button', { name: 'Erase the data' }).click();
  };
  await erase('not this one');
  await expect(main).toContainText('The password is not right. Nothing was done.');
  await erase(signInOf('owner').password);
  await expect(main).toContainText('Erased on');
  await expect(main).not.toContainText(name);
  await owner.goto(`/admin/members?q=${run}`);
  await expect(owner.getByRole('rowheader', { name: run })).toHaveCount(0);
  await owner.goto(card);
  await expect(owner.locator('body')).not.toContainText(run);
});
