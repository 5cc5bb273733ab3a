import { awake, desktop, expect, phone, signedIn, test } from '../support';
import { book, checkInByName, grantPass, hire, keepPlaces, line, plan, SHEUNG_WAN, signUp, timetable } from '../support/club';
import { scan } from '../support/qr';
import type { Locator, Page } from '@playwright/test';

/** What a task takes today, and what it may take. */
interface Task {
  name: string;
  target: number;
  taps: number;
}

/** The ways in which somebody works at a task. */
interface Hands {
  tap: (there: Locator) => Promise<void>;
  key: (page: Page) => Promise<void>;
  fill: (there: Locator, words: string) => Promise<void>;
}

/** Counts the presses of one task: what is typed is no press, Enter is one. Where fields are counted, each is one and presses are none. */
class Count {
  private readonly tasks: Task[] = [];

  task(name: string, target: number, of: 'presses' | 'fields' = 'presses'): Hands {
    const task = { name, target, taps: 0 };
    this.tasks.push(task);
    return {
      tap: async (there) => {
        task.taps += Number(of === 'presses');
        await there.click();
      },
      key: async (page) => {
        task.taps += Number(of === 'presses');
        await page.keyboard.press('Enter');
      },
      fill: async (there, words) => {
        task.taps += Number(of === 'fields');
        await there.fill(words);
      },
    };
  }

  print(): void {
    for (const { name, taps, target } of this.tasks) console.log(`taps ${name.padEnd(44)} ${taps} (target ${target})`);
  }

  over(): string[] {
    return this.tasks.filter(({ taps, target }) => taps > target).map(({ name }) => name);
  }
}

const away = { ...desktop, isMobile: false, hasTouch: false };

test.use(phone);

test('the tasks of a day take no more presses than they may', async ({ somebody }) => {
  test.setTimeout(240_000);
  const count = new Count();
  const family = `Taps ${Date.now().toString(36)}`;
  const owner = await somebody('owner', away);
  const desk = await somebody('front desk', away);
  const [member, other] = [await somebody(), await somebody()];
  const [lou, max] = [`Lou ${family}`, `Max ${family}`];
  for (const [page, name] of [[member, lou], [other, max]] as const) {
    await signUp(page, name);
    await grantPass(desk, name);
  }
  const open = await plan(owner, 9, 25, 5);
  const full = await plan(owner, 10, 200, 1);
  const kids = await plan(owner, 8, 25, 5);
  await keepPlaces(owner, full.name);
  await book(other, full);

  await test.step('M1 book a class', async () => {
    const { tap } = count.task('M1 book a class with a pass', 2);
    await member.goto(timetable(open));
    await tap(line(member, open).getByRole('link', { name: /^Book/ }));
    await tap(member.getByRole('button', { name: 'Confirm booking' }));
    await expect(member.getByRole('dialog')).toContainText('Booked');
  });

  await test.step('M12 book for a child', async () => {
    const child = `Kim ${family}`;
    await member.goto('/household');
    await awake(member.locator('form', { has: member.getByLabel('Name of the child') }));
    await member.getByLabel('Name of the child').fill(child);
    await member.getByLabel('Date of birth').fill('2017-05-04');
    await member.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(member.getByRole('list', { name: 'Who belongs to it' })).toContainText(child);
    await grantPass(desk, child);
    const { tap } = count.task('M12 book for a child', 3);
    await member.goto(timetable(kids));
    await tap(line(member, kids).getByRole('link', { name: /^Book/ }));
    await tap(member.getByRole('group', { name: 'Who comes?' }).getByRole('link', { name: 'Kim' }));
    await tap(member.getByRole('button', { name: `Book for ${child}` }));
    await expect(member.getByRole('dialog')).toContainText(`${child} is booked`);
  });

  await test.step('M3 join a waitlist, from the class', async () => {
    const { tap } = count.task('M3 join a waitlist, from its sheet', 1);
    await member.goto(timetable(full));
    await line(member, full).getByRole('link', { name: /^Waitlist/ }).click();
    await tap(member.getByRole('button', { name: /^Join waitlist/ }));
    await expect(member.getByRole('dialog')).toContainText('You are number 1');
  });

  await test.step('M5 what is left on the pass', async () => {
    count.task('M5 see what is left on the pass', 0);
    await member.goto('/home');
    await expect(member.getByRole('main')).toContainText('10-class pass');
    await expect(member.getByRole('main')).toContainText('of 10 left');
  });

  await test.step('M4 the code for the door', async () => {
    const { tap } = count.task('M4 show the entry code', 1);
    await tap(member.getByRole('link', { name: 'Show entry code' }));
    await expect(member.getByRole('img', { name: 'Your entry code' })).toBeVisible();
  });

  await test.step('F1 check in by scan', async () => {
    const { key } = count.task('F1 check in by scan', 1);
    const code = await scan(member.getByRole('img', { name: 'Your entry code' }));
    await desk.goto('/desk');
    await awake(desk.getByRole('search'));
    // a scanner types wherever the focus is
    await desk.getByRole('main').focus();
    await desk.keyboard.type(code);
    await key(desk);
    await expect(desk.getByRole('main')).toContainText(`${open.start} ${open.name}`);
    const undo = desk.getByRole('button', { name: `Undo the check-in of ${lou}` });
    await undo.click();
    await expect(undo).toHaveCount(0);
  });

  await test.step('F2 check in by name', async () => {
    const { key } = count.task('F2 check in by name, after typing', 2);
    await desk.goto('/desk');
    await awake(desk.getByRole('search'));
    await desk.keyboard.type(lou);
    await key(desk);
    await expect(desk.getByRole('button', { name: `Undo the check-in of ${lou}` })).toBeVisible();
  });

  await test.step('M2 cancel', async () => {
    const { tap } = count.task('M2 cancel a booking', 2);
    await other.goto('/bookings');
    await tap(line(other, full).getByRole('link', { name: /^Cancel/ }));
    await tap(other.getByRole('button', { name: /^Cancel/ }));
    await expect(other.getByRole('dialog')).toContainText('Cancelled');
  });

  await test.step('M3 take the place that came free', async () => {
    const { tap } = count.task('M3 accept an offer, from the first screen', 1);
    const take = member.getByRole('button', { name: `Take the place in ${full.name}` });
    await member.goto('/home');
    await awake(member.locator('form', { has: take }));
    await tap(take);
    await expect(take).toHaveCount(0);
    await expect(member.getByRole('main')).toContainText('The place is yours');
  });

  await test.step('M9 book an hour of personal training', async () => {
    // the last of its list: other journeys know theirs by their place in it
    const hour = `Zz hour ${family}`;
    await owner.goto('/admin/classes?edit=new');
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Name').fill(hour);
    await dialog.getByLabel('Places', { exact: true }).fill('1');
    await dialog.getByLabel('Alone with the coach').check();
    await dialog.getByRole('button', { name: 'Save the class type' }).click();
    await expect(dialog).toHaveCount(0);
    await grantPass(desk, lou, 'Personal training, 5 hours', 'of 5 left');
    const planned = await plan(owner, hour, 260, 1);
    const { tap } = count.task('M9 book an hour of personal training', 3);
    await member.goto(timetable(planned));
    await tap(line(member, planned).getByRole('link', { name: /^Book/ }));
    await tap(member.getByRole('button', { name: 'Confirm booking' }));
    await expect(member.getByRole('dialog')).toContainText('Booked');
  });

  const tess = `Tess ${family}`;
  await test.step('F5 somebody walks in for a trial', async () => {
    const { tap, fill } = count.task('F5 new walk-in trial, in fields', 3, 'fields');
    const dialog = desk.getByRole('dialog');
    await desk.goto('/admin/members?add=1');
    await fill(dialog.getByLabel('Name'), tess);
    await fill(dialog.getByLabel('E-mail'), `${tess.replaceAll(' ', '.').toLowerCase()}@example.org`);
    await fill(dialog.getByLabel('Phone'), '+49 170 7654321');
    await tap(dialog.getByRole('button', { name: 'Add the member' }));
    await expect(desk.getByRole('heading', { name: tess, level: 2 })).toBeVisible();
    await tap(desk.getByRole('link', { name: 'Grant a pass' }).first());
    await tap(dialog.getByText('Intro week').first());
    await tap(dialog.getByRole('button', { name: 'Grant the pass' }));
    await expect(dialog).toHaveCount(0);
    // whoever walked in goes on by themselves, on their own telephone
    await tap(desk.getByRole('link', { name: 'One-time code' }));
    await tap(dialog.getByRole('button', { name: 'Make a code' }));
    await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible();
  });

  await test.step('F8 cancel a booking, and let what it costs pass', async () => {
    // nothing is free of charge for a while after booking at a place with rules of its own
    await owner.goto('/admin/rules');
    await owner.getByRole('link', { name: SHEUNG_WAN.name }).click();
    await expect(owner.getByText('This location follows the rules of everywhere')).toBeVisible();
    await owner.getByLabel('And for so long after booking').fill('0');
    await owner.getByRole('button', { name: 'See what changes' }).click();
    await owner.getByRole('button', { name: 'Put into force now' }).click();
    await expect(owner.getByText('This location has rules of its own.')).toBeVisible();
    const late = await plan(owner, 9, 25, 5, undefined, SHEUNG_WAN);
    await owner.goto(`/admin/members?q=${encodeURIComponent(tess)}`);
    await owner.getByRole('rowheader', { name: tess }).getByRole('link').click();
    await expect(owner).toHaveURL(/members\/[0-9a-f-]{36}/);
    const card = owner.url().split('?')[0];
    await owner.goto(`${card}/book?location=${late.location}&day=${late.day}`);
    await line(owner, late).getByRole('button', { name: /^Book/ }).click();
    await expect(line(owner, late)).toContainText('Booked');
    const { tap } = count.task('F8 cancel a booking with waiver', 3);
    const dialog = owner.getByRole('dialog');
    await tap(line(owner, late).getByRole('link', { name: /^Cancel/ }));
    await tap(dialog.getByRole('radio', { name: /^Free of charge/ }));
    await tap(dialog.getByRole('button', { name: 'Cancel the booking' }));
    await expect(dialog).toHaveCount(0);
    await expect(line(owner, late)).toHaveCount(0);
  });

  await test.step('F3 a refused entry says why and offers what helps', async () => {
    count.task('F3 see why entry is refused, with the fixes', 0);
    await checkInByName(desk, max, true);
    await expect(desk.getByRole('main')).toContainText('No entry');
    await expect(desk.getByRole('button', { name: /^Book .* and check in/ }).first()).toBeVisible();
  });

  await test.step('C1 and C2 the roster of the next class, and everybody is here', async () => {
    const teacher = `Coach ${family}`;
    const coach = await somebody(undefined, { storageState: await signedIn(await hire(owner, teacher)) });
    const taught = await plan(owner, 11, 30, 20, teacher);
    await book(other, taught);
    count.task('C1 see the roster of the next class', 0);
    await coach.goto('/coach');
    await expect(coach.getByRole('button', { name: max })).toHaveAttribute('aria-pressed', 'false');
    const { tap } = count.task('C2 mark everybody as here', 1);
    await tap(coach.getByRole('button', { name: 'Everybody is here' }));
    await expect(coach.getByRole('button', { name: max })).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('O1 how are we doing', async () => {
    count.task('O1 see how the club is doing', 0);
    await owner.goto('/admin');
    await expect(owner.getByRole('region', { name: 'How the club is doing' })).toBeVisible();
  });

  await test.step('O2 who may leave, and act', async () => {
    const { tap } = count.task('O2 see who may leave and why, and act', 2);
    await owner.goto('/admin');
    await tap(owner.getByRole('link', { name: /May leave/ }));
    const aside = owner.getByRole('button', { name: /^Set aside for 30 days: / }).first();
    await expect(owner.getByRole('main')).toContainText(/Away \d+ days|Pass ends on|Nothing booked/);
    await tap(aside);
    await expect(owner.getByRole('main')).toContainText('is set aside until');
  });

  await test.step('O8 add staff with a role', async () => {
    const { tap } = count.task('O8 add staff with a role, after typing', 4);
    await owner.goto('/admin');
    await tap(owner.getByRole('link', { name: 'Staff and roles' }));
    await tap(owner.getByRole('link', { name: 'Give a role' }).first());
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Name').fill(`Staff ${family}`);
    await dialog.getByLabel('E-mail or phone').fill(`${family.replaceAll(' ', '.').toLowerCase()}@example.org`);
    await dialog.getByLabel(/password/i).first().fill('three words long');
    await tap(dialog.getByText('Front desk').first());
    await tap(dialog.getByRole('button', { name: 'Give a role' }));
    await expect(dialog).toHaveCount(0);
  });

  await test.step('O11 change a policy', async () => {
    const { tap } = count.task('O11 change a rule, with what it touches', 3);
    await owner.goto('/admin');
    await tap(owner.getByRole('link', { name: 'Rules' }));
    await owner.getByLabel('Between classes at two locations').fill('31');
    await tap(owner.getByRole('button', { name: 'See what changes' }));
    await expect(owner.getByRole('main')).toContainText('31 min');
  });

  count.print();
  expect(count.over()).toEqual([]);
});
