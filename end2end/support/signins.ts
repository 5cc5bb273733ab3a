import { readFileSync } from 'node:fs';

/** Somebody of the demonstration club, as `spotter demo` prints them: `role  email  password`, one a line. */
export interface SignIn {
  role: string;
  email: string;
  password: string;
}

/** Finds the sign-ins in what `spotter demo` printed; other lines are passed over. */
export function readSignIns(printed: string): SignIn[] {
  const signIns: SignIn[] = [];
  for (const line of printed.split('\n')) {
    const found = /^\s*(\S.*?)\s+(\S+@\S+\.\S+)\s+(\S+)\s*$/.exec(line);
    if (found) signIns.push({ role: found[1].toLowerCase(), email: found[2], password: found[3] });
  }
  return signIns;
}

/** The first person of this role. */
export function signInOf(role: string): SignIn {
  const file = process.env.SPOTTER_SIGNINS;
  if (!file) throw new Error('SPOTTER_SIGNINS is unset: the sign-ins are written when the tests start the server');
  const signIns = JSON.parse(readFileSync(file, 'utf8')) as SignIn[];
  const found = signIns.find((signIn) => signIn.role === role);
  if (!found) throw new Error(`the demonstration club has no ${role}, only ${signIns.map((s) => s.role).join(', ')}`);
  return found;
}
