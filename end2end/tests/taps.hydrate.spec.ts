import { awake, desktop, expect, phone, test } from '../support';
import { book, checkInByName, grantPass, line, plan, signUp, timetable } from '../support/club';
import type { Locator, Page } from '@playwright/test';

/** What a task takes today, and what it may take. */
interface Task {
  name: string;
  target: number;
  taps: number;
}

/** Counts the presses of one task: what is typed is no press, Enter is one. */
class Count {
  private readonly tasks: Task[] = [];

  task(name: string, target: number): { tap: (there: Locator) => Promise<void>; key: (page: Page) => Promise<void> } {
    const task = { name, target, taps: 0 };
    this.tasks.push(task);
    return {
      tap: async (there) => {
        task.taps += 1;
        await there.click();
      },
      key: async (page) => {
        task.taps += 1;
        await page.keyboard.press('Enter');
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
  test.setTimeout(180_000);
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

  await test.step('F3 a refused entry says why and offers what helps', async () => {
    count.task('F3 see why entry is refused, with the fixes', 0);
    await checkInByName(desk, max, true);
    await expect(desk.getByRole('main')).toContainText('No entry');
    await expect(desk.getByRole('button', { name: /^Book .* and check in/ }).first()).toBeVisible();
  });

  await test.step('O1 how are we doing', async () => {
    count.task('O1 see how the club is doing', 0);
    await owner.goto('/admin');
    await expect(owner.getByRole('region', { name: 'How the club is doing' })).toBeVisible();
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
