import { expect, type Locator, type Page } from '@playwright/test';
import { awake } from '.';
import type { SignIn } from './signins';

/** A location of the demonstration club, by whose clock its classes are planned. */
interface Place {
  name: string;
  zone: string;
}

const HAMBURG: Place = { name: 'Nordkai Hamburg', zone: 'Europe/Berlin' };
export const SHEUNG_WAN: Place = { name: 'Nordkai Sheung Wan', zone: 'Asia/Hong_Kong' };

/** A class that a journey has planned for itself. */
export interface Planned {
  /** Its location's id. */
  location: string;
  /** Its date there: 2026-03-19. */
  day: string;
  /** Its start there: 18:05. */
  start: string;
  /** Its name. */
  name: string;
}

/**
 * The date and the time of day at a place, so many minutes from now or up to ten more: classes begin at full five minutes, those
 * of the demonstration club at full quarters, and none of them shall be taken for ours.
 */
export function wall(minutes: number, place = HAMBURG): { day: string; start: string } {
  const five = 5 * 60_000;
  let at = Math.ceil((Date.now() + minutes * 60_000) / five) * five;
  if (at % (3 * five) === 0) at += five;
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: place.zone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  const [day, start] = text.split(' ');
  return { day, start };
}

/**
 * Plans one class of five minutes as the owner does, so many minutes from now: in the hour before midnight that may be on the
 * next day. Each journey has a kind of class for itself, by its place in the list or its name, and a coach of its own where it needs one.
 */
export async function plan(owner: Page, kind: number | string, minutes: number, places: number, coach?: string, place = HAMBURG): Promise<Planned> {
  const { day, start } = wall(minutes, place);
  await owner.goto('/admin/series/new');
  await owner.getByLabel('Class', { exact: true }).selectOption(typeof kind === 'number' ? { index: kind } : { label: kind });
  const name = await owner.getByLabel('Class', { exact: true }).locator('option:checked').innerText();
  // a club of one place has nothing to choose
  const where = owner.getByLabel('Location', { exact: true });
  if ((await where.count()) > 0) await where.selectOption({ label: place.name });
  const location = await owner.locator('main [name="location"]').first().inputValue();
  if (coach) await owner.getByLabel('Coach', { exact: true }).selectOption({ label: coach });
  const weekday = new Date(`${day}T12:00Z`).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' });
  // the box itself is out of sight, its label is what is pressed
  await owner.locator('label', { has: owner.getByRole('checkbox', { name: weekday }) }).click();
  await owner.getByLabel('Start', { exact: true }).fill(start);
  await owner.getByLabel('Minutes', { exact: true }).fill('5');
  await owner.getByLabel('Places', { exact: true }).fill(String(places));
  await owner.getByLabel('First day', { exact: true }).fill(day);
  await owner.getByLabel('Last day', { exact: true }).fill(day);
  await owner.getByRole('button', { name: 'Look at the dates' }).click();
  await owner.getByRole('button', { name: 'Make 1 class' }).click();
  await expect(owner).toHaveURL(/admin\/timetable/);
  return { location, day, start, name };
}

/**
 * The owner makes somebody a coach, without the page for it. Whoever teaches nothing yet is free at any time of day: the coaches
 * of the demonstration club may be busy for the whole hour in which the door lets people in.
 */
export async function hire(owner: Page, name: string): Promise<SignIn> {
  const email = `${name.replaceAll(' ', '.').toLowerCase()}@example.org`;
  const coach = { role: 'coach', email, password: 'three words long' };
  const answer = await owner.request.post('/api/give_role', {
    form: { name, login: email, password: coach.password, role: coach.role },
    headers: { accept: 'application/json', origin: process.env.BASE_URL ?? '' },
  });
  expect(answer.ok(), `${name} is no coach: ${answer.status()}`).toBe(true);
  // the timetable hears of it by an event
  await expect(async () => {
    await owner.goto('/admin/series/new');
    const known = owner.getByLabel('Coach', { exact: true }).locator('option', { hasText: name });
    await expect(known).toHaveCount(1, { timeout: 500 });
  }).toPass();
  return coach;
}

/** The member's timetable on the day of a class, or the public one. */
export function timetable(planned: Planned, path = '/timetable'): string {
  return `${path}?location=${planned.location}&day=${planned.day}`;
}

/** A class's line in a timetable. */
export function line(page: Page, planned: Planned): Locator {
  return page.locator('li').filter({ has: page.locator('time', { hasText: planned.start }) }).filter({ hasText: planned.name });
}

/** A member with a pass books it. */
export async function book(member: Page, planned: Planned): Promise<void> {
  await member.goto(timetable(planned));
  await line(member, planned).getByRole('link').click();
  await member.getByRole('button', { name: 'Confirm booking' }).click();
  await expect(member.getByRole('dialog')).toContainText('Booked');
}

/** The owner has places of this kind of class kept for the first in line. */
export async function keepPlaces(owner: Page, name: string): Promise<void> {
  await owner.goto('/admin/classes');
  await owner.getByRole('link', { name: `Change ${name}` }).click();
  await owner.getByLabel('When a place comes free').selectOption({ label: 'It is kept for the first in line' });
  await owner.getByRole('button', { name: 'Save' }).click();
  await expect(owner.getByRole('dialog')).toHaveCount(0);
}

/** A visitor joins the club. */
export async function signUp(page: Page, name: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Join' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail or phone').fill(`${name.replaceAll(' ', '.').toLowerCase()}@example.org`);
  await page.getByLabel('Password', { exact: true }).fill('three words long');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(/home/);
}

/** The desk grants somebody a pass: ten classes, where nothing else is named. */
export async function grantPass(desk: Page, name: string, plan = '10-class pass', left = 'of 10 left'): Promise<void> {
  await desk.goto(`/admin/members?q=${encodeURIComponent(name)}`);
  await desk.getByRole('rowheader', { name }).getByRole('link').click();
  await desk.getByRole('link', { name: 'Grant a pass' }).first().click();
  const sheet = desk.getByRole('dialog');
  await sheet.getByText(plan).first().click();
  await sheet.getByRole('button', { name: 'Grant the pass' }).click();
  await expect(desk.getByText(left)).toBeVisible();
}

/**
 * What the desk does for a name: type it, Enter. The only one who fits is taken; the page without JavaScript shows them first, with
 * the focus on them for one more Enter.
 */
export async function checkInByName(desk: Page, name: string, live: boolean): Promise<void> {
  await desk.goto('/desk');
  if (live) await awake(desk.getByRole('search'));
  await expect(desk.getByRole('searchbox')).toBeFocused();
  await desk.keyboard.type(name);
  await desk.keyboard.press('Enter');
  if (live) return;
  await expect(desk.getByRole('button', { name: new RegExp(`^${name} .*M-`) })).toBeFocused();
  await desk.keyboard.press('Enter');
}
