import { beyondTheEdge, breaches, desktop, expect, hasJavaScript, phone, test } from '../support';
import { grantPass, line, plan, signUp, timetable } from '../support/club';
import { type Empty, emptyClub } from '../support/empty';

// a club of its own: whoever asks for signatures asks everybody
let empty: Empty | undefined;

test.beforeAll(async () => {
  empty = await emptyClub();
});

test.afterAll(() => empty?.stop());

// a form that is sent without an answer is refused
test.use({ ...phone, allowedErrors: /status of 422/ });

test('the club asks for a waiver and a questionnaire: a member is refused, signs both, and books', async ({ somebody }, info) => {
  test.setTimeout(120_000);
  const live = hasJavaScript(info);
  const { address: baseURL, code } = empty ?? { address: '', code: '' };
  const owner = await somebody(undefined, { ...desktop, isMobile: false, hasTouch: false, baseURL });
  const member = await somebody(undefined, { baseURL });
  const press = async (name: string): Promise<void> => owner.getByRole('button', { name, exact: true }).click();

  await test.step('a club is set up', async () => {
    await owner.goto(`/claim?code=${code}`);
    await owner.getByLabel('Name of the club').fill('Westkai');
    await owner.getByLabel('Name', { exact: true }).fill('Olga Ost');
    await owner.getByLabel(/E-mail or phone/).fill('olga@example.org');
    await owner.getByLabel('Password', { exact: true }).fill('a long river at dawn');
    await press('Take over the club');
    await expect(owner).toHaveURL(/\/setup$/);
    await press('Save and go on');
    await owner.getByLabel('Name of the location').fill('Quay');
    await owner.getByLabel('Time zone').fill('Europe/Vienna');
    await press('Save and go on');
    await expect(owner.getByRole('heading', { name: /^A room at/ })).toBeVisible();
    await press('Save and go on');
    await owner.getByLabel('Name of the class').fill('Dawn Yoga');
    await press('Plan the class');
    await expect(owner.getByText('Dawn Yoga')).toBeVisible();
    await press('Go on');
    await owner.getByLabel('Name of the plan').fill('10 classes');
    await owner.getByLabel('Price').fill('120');
    await press('Save and finish');
    await expect(owner).toHaveURL(/\/admin$/);
  });

  const planned = await plan(owner, 'Dawn Yoga', 180, 5, undefined, { name: 'Quay', zone: 'Europe/Vienna' });
  const name = 'Ada Abend';
  await signUp(member, name);
  await grantPass(owner, name, '10 classes');

  await test.step('the owner asks for both', async () => {
    await owner.goto('/admin/papers');
    const main = owner.getByRole('main');
    await owner.getByLabel('Text (English)').fill('I know what I do.\n\nAnd I do it carefully.');
    await press('Save this version');
    await expect(main).toContainText('Saved');
    await expect(main.getByRole('listitem').filter({ hasText: 'Version 1' })).toContainText('in force');
    await main.getByRole('link', { name: 'Health questionnaire' }).click();
    await expect(owner.getByLabel('Text (English)')).toHaveValue(/blood pressure/);
    await press('Save this version');
    await expect(main.getByRole('listitem').filter({ hasText: 'Version 1' })).toContainText('in force');
    if (live) expect(await breaches(owner)).toEqual([]);
    expect(await beyondTheEdge(owner)).toBe(0);
  });

  await test.step('a booking is refused and leads to signing', async () => {
    await member.goto(timetable(planned));
    await line(member, planned).getByRole('link').click();
    const sheet = member.getByRole('dialog');
    await expect(sheet).toContainText('Something is to be signed first');
    await sheet.getByRole('link', { name: /^Sign now/ }).click();
    await expect(member).toHaveURL(/\/papers\?/);
    await expect(member.getByRole('region', { name: 'Text: Waiver' })).toContainText('And I do it carefully.');
    if (live) expect(await breaches(member)).toEqual([]);
    expect(await beyondTheEdge(member)).toBe(0);
  });

  await test.step('the waiver, then the questionnaire', async () => {
    await member.getByLabel('I have read this and agree to it').check();
    await member.getByLabel('Your name, as your signature').fill(name);
    await member.getByRole('button', { name: 'Sign', exact: true }).click();
    const questions = member.getByRole('main').locator('fieldset');
    await expect(questions).toHaveCount(7);
    if (live) expect(await breaches(member)).toEqual([]);
    for (let n = 0; n < 6; n++) await questions.nth(n).getByRole('radio', { name: 'No' }).check();
    await questions.nth(6).getByRole('radio', { name: 'Yes' }).check();
    await member.getByLabel('I have answered truthfully').check();
    await member.getByLabel('Your name, as your signature').fill(name);
    await member.getByRole('button', { name: 'Sign', exact: true }).click();
    // a yes without a doctor
    await expect(member.getByRole('main')).toContainText('You answered yes to something');
    // without a script nobody has kept what was answered
    const kept = live ? 7 : 0;
    await expect(member.getByRole('main').locator('input[type=radio]:checked')).toHaveCount(kept);
    if (!live) for (let n = 0; n < 7; n++) await questions.nth(n).getByRole('radio', { name: n === 6 ? 'Yes' : 'No' }).check();
    await member.getByLabel('I have asked a doctor, or train at my own responsibility').check();
    await member.getByLabel('I have answered truthfully').check();
    await member.getByRole('button', { name: 'Sign', exact: true }).click();
  });

  await test.step('and back to the class', async () => {
    await expect(member).toHaveURL(/\/timetable\?.*sheet=/);
    await member.getByRole('button', { name: 'Confirm booking' }).click();
    await expect(member.getByRole('dialog')).toContainText('Booked');
  });

  await test.step('the desk reads that they signed, and nothing of what they answered', async () => {
    await owner.goto(`/admin/members?q=${encodeURIComponent(name)}`);
    await owner.getByRole('rowheader', { name }).getByRole('link').click();
    const main = owner.getByRole('main');
    await expect(main).toContainText(`by ${name}.`);
    await expect(main).toContainText('Says that they asked a doctor');
    await expect(main).not.toContainText('blood pressure');
  });
});
