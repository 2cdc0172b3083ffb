import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';
import { deactivate, named, services } from './listing.ts';
import { withSteve } from './offering.ts';

describe('bots create', () => {
  test('takes a display name, a description and a backup owner, and shows them', async () => {
    await using world = await openWorld();
    const [, bob] = [await world.person('alice'), await world.person('bob')];
    const outcome = await world.ask(bob, 'bots create', {
      username: 'steve',
      display_name: 'Steve the Deployer',
      description: 'Deploys the shop',
      backup_owner: '@alice',
    });
    expect(done(outcome)).toMatchObject({ display_name: 'Steve the Deployer', backup_owner: 'alice' });
    expect(said(await world.ask(bob, 'bots show', { username: 'steve' }))).toBe(
      'steve · Steve the Deployer · backup owner alice\nDeploys the shop',
    );
  });

  test('refuses a backup owner who is the owner, a guest or nobody, and what is too long or a token', async () => {
    await using world = await openWorld();
    const [bob] = [await world.person('bob'), await world.person('carol')];
    const expected: [input: Record<string, unknown>, sentence: string][] = [
      [{ backup_owner: '@bob' }, 'bob owns steve; its backup owner is somebody else.'],
      [{ backup_owner: '@carol' }, 'carol is a guest here, and a guest answers for no bot. Name a member.'],
      [{ backup_owner: '@dave' }, 'There is nobody named `@dave` here. `members list` shows everybody.'],
      [{ display_name: 'x'.repeat(81) }, 'A display name has at most 80 characters, and this one has 81.'],
      [{ description: 'x'.repeat(301) }, 'A description has at most 300 characters, and this one has 301.'],
      [{ description: 'a\nb' }, 'A description is one line of text, without tabs or line breaks.'],
      [
        { description: `af_bot_${'0'.repeat(64)}` },
        'That is a token, and a description is seen by everybody.',
      ],
    ];
    for (const [input, sentence] of expected)
      expect(refused(await world.ask(bob, 'bots create', { username: 'steve', ...input })).sentence).toBe(
        sentence,
      );
    expect(await rows(world, 'select from bot')).toEqual([]);
    expect(world.logged).toEqual([]);
  });
});

describe('bots update', () => {
  test('changes what is given, and leaves the rest', async () => {
    await using world = await withSteve();
    const { bob, asked } = world;
    expect(said(await asked(bob, 'update', { display_name: 'Steve', backup_owner: '@alice' }))).toBe(
      'The display name and backup owner of steve are changed.',
    );
    expect(said(await asked(bob, 'update', { description: 'Deploys' }))).toBe(
      'The description of steve is changed.',
    );
    expect(done(await asked(bob, 'show'))).toMatchObject({
      display_name: 'Steve',
      description: 'Deploys',
      backup_owner: 'alice',
    });
  });

  test('takes each of them away again', async () => {
    await using world = await withSteve();
    const { bob, asked } = world;
    await asked(bob, 'update', { display_name: 'Steve', description: 'Deploys', backup_owner: '@alice' });
    expect(
      done(await asked(bob, 'update', { display_name: '', description: '', backup_owner: 'none' })),
    ).toMatchObject({ display_name: 'steve', description: '', backup_owner: null });
  });

  test('asks for something to change', async () => {
    await using world = await withSteve();
    expect(refused(await world.asked(world.bob, 'update'))).toEqual({
      code: 'missing_input',
      sentence: 'Nothing to change was given: `--display-name`, `--description` or `--backup-owner`.',
    });
  });

  test('refuses a backup owner who owns it, is a guest or is gone', async () => {
    await using world = await withSteve();
    const { alice, bob, carol, asked } = world;
    const sentence = async (who: typeof bob, person: string) =>
      refused(await asked(who, 'update', { backup_owner: person })).sentence;
    expect(await sentence(alice, '@bob')).toBe('bob owns steve; its backup owner is somebody else.');
    await world.ask(alice, 'members set-role', { person: '@carol', role: 'guest' });
    expect(await sentence(bob, '@carol')).toContain('carol is a guest here');
    await deactivate(world, 'carol');
    expect(await sentence(bob, '@carol')).toContain('carol is deactivated in this workspace.');
    expect(await sentence(carol, 'none')).toBe('bob owns steve; only bob or an admin can do that.');
  });
});

describe('bots show', () => {
  test('has the tier, whether it is verified, its names elsewhere, and who is gone', async () => {
    await using world = await withSteve();
    const { alice, asked } = world;
    done(await asked(alice, 'set-tier', { tier: 'pro' }));
    done(await asked(alice, 'set-verified', { verified: 'true' }));
    await asked(alice, 'disable');
    await services(world, ['github', 'acme']);
    await named(world, 'steve', 'github', 'steve-bot');
    await deactivate(world, 'bob');
    const outcome = await asked(alice, 'show');
    if (outcome.kind !== 'done') throw new Error('refused');
    const { text, facts, sections, buttons } = outcome.document;
    expect(plain(text)).toBe('steve · verified · tier pro');
    expect(facts?.slice(0, 2).map(([label, value]) => [label, plain(value)])).toEqual([
      ['Owner', 'bob, who is deactivated'],
      ['State', 'disabled since 21 Nov 2026, 22:14 CET'],
    ]);
    expect(sections?.map(({ heading, lines }) => [heading, lines.map((line) => plain(line.text))])).toEqual([
      ['Identities', ['`github:acme` · steve-bot']],
    ]);
    expect(buttons?.map(({ label }) => label)).toEqual(['Issue a token', 'Enable']);
  });
});

describe('bots disable', () => {
  test('says what is refused, and enabling it that it works; each twice is said', async () => {
    await using world = await withSteve();
    const { alice, bob, asked } = world;
    await issue(world, bob, 'steve');
    expect(said(await asked(bob, 'disable'))).toBe(
      'steve is disabled. Its token is refused as of now, and not revoked. To end that: `bots enable steve`',
    );
    const since = world.clock.now();
    world.clock.pass(60_000);
    expect(said(await asked(alice, 'disable'))).toBe(
      'steve was disabled on 21 Nov 2026, 22:14 CET already. To end that: `bots enable steve`',
    );
    expect(await rows(world, 'select disabled_at from bot')).toEqual([{ disabled_at: since }]);
    expect(said(await asked(alice, 'enable'))).toBe(
      'steve is enabled again; it was disabled on 21 Nov 2026, 22:14 CET. Its token works.',
    );
    expect(said(await asked(bob, 'enable'))).toBe('steve was not disabled. Its token works.');
    expect(await rows(world, 'select disabled_at from bot')).toEqual([{ disabled_at: null }]);
  });

  test('is for its owner and admins, as enabling is', async () => {
    await using world = await withSteve();
    for (const verb of ['disable', 'enable'])
      expect(refused(await world.asked(world.carol, verb)).sentence).toBe(
        'bob owns steve; only bob or an admin can do that.',
      );
  });
});

describe('tier and verified', () => {
  test('are set by admins alone, and a token sees it at once', async () => {
    await using world = await withSteve();
    const { alice, bob, asked } = world;
    const { token } = await issue(world, bob, 'steve');
    for (const [verb, input] of [
      ['set-tier', { tier: 'pro' }],
      ['set-verified', { verified: 'true' }],
    ] as const)
      expect(refused(await asked(bob, verb, input))).toEqual({
        code: 'missing_scope',
        sentence: `\`bots ${verb}\` needs the scope \`organization:write\`. Only an admin of the workspace holds it.`,
      });
    expect(said(await asked(alice, 'set-tier', { tier: 'enterprise' }))).toBe(
      'steve is of the tier enterprise now: it may make as many requests as it likes.',
    );
    expect(said(await asked(alice, 'set-tier', { tier: 'pro' }))).toBe(
      'steve is of the tier pro now: it may make 200 requests in any one second.',
    );
    expect(said(await asked(alice, 'set-verified', { verified: 'true' }))).toBe('steve is verified.');
    expect(await world.bot(token)).toMatchObject({ tier: 'pro', isVerified: true });
    expect(said(await asked(alice, 'set-verified', { verified: 'false' }))).toBe(
      'steve is not verified any more.',
    );
    expect(refused(await asked(alice, 'set-tier', { tier: 'gold' })).sentence).toBe(
      'Tier is one of free, pro, enterprise.',
    );
  });
});
