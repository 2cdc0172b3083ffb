import { HomeserverRefusal } from '../../core/matrix.ts';
import { Any, Devices, Signed } from './answers.ts';
import type { Requests } from './requests.ts';

/** Whether there is such a user; `self` is the sender, as whom it lets us act even where there is none. */
export async function isThere(userId: string, self: string, requests: Requests): Promise<boolean> {
  const isSelf = userId === self;
  const profile = { path: `/profile/${encodeURIComponent(userId)}` };
  try {
    await requests.ask(Any, isSelf ? profile : { path: '/account/whoami', as: userId });
    return true;
  } catch (error) {
    if (!(error instanceof HomeserverRefusal)) throw error;
    if (isSelf ? error.status !== 404 : error.code !== 'M_FORBIDDEN') throw error;
  }
  // Who is somebody has a profile, or has signed in.
  return isSelf && (await requests.ask(Devices, { path: '/devices', as: userId })).devices.length > 0;
}

const signature = (userId: string): string =>
  `/user/${encodeURIComponent(userId)}/account_data/org.botmint.made`;

/** Whether it holds what only we can have put there: whoever else could sign in as it cannot know it. */
export async function isSigned(userId: string, requests: Requests): Promise<boolean> {
  try {
    const { signed } = await requests.ask(Signed, { path: signature(userId), as: userId });
    return signed === requests.sign(userId);
  } catch (error) {
    if (error instanceof HomeserverRefusal && error.status === 404) return false;
    throw error;
  }
}

export async function sign(userId: string, requests: Requests): Promise<void> {
  const body = { signed: requests.sign(userId) };
  await requests.ask(Any, { method: 'PUT', path: signature(userId), as: userId, body });
}
