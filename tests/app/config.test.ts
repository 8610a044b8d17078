import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../app/config.ts'

describe('settings', () => {
  test.each([
    ['host', ['--host', '0.0.0.0'], { HOST: '0.0.0.0' }, '0.0.0.0'],
    ['port', ['--port', '9000'], { PORT: '9000' }, 9000],
    ['port', ['--port', '0'], { PORT: '0' }, 0],
    ['mqttPort', ['--mqtt-port', '2883'], { MQTT_PORT: '2883' }, 2883],
    ['dialInPort', ['--dial-in-port', '5020'], { DIAL_IN_PORT: '5020' }, 5020],
    ['home', ['--home', '/srv/dianhu'], { DIANHU_HOME: '/srv/dianhu' }, '/srv/dianhu'],
    ['databaseUrl', ['--database-url', 'postgres://a@b/c'], { DATABASE_URL: 'postgres://a@b/c' }, 'postgres://a@b/c'],
    ['mqttUrl', ['--mqtt-url', 'mqtts://b:8883'], { MQTT_URL: 'mqtts://b:8883' }, 'mqtts://b:8883'],
    ['town', ['--town'], { DIANHU_TOWN: '1' }, true],
    ['town', ['--no-town'], { DIANHU_TOWN: '0' }, false],
    ['trustProxy', ['--trust-proxy'], { DIANHU_TRUST_PROXY: '1' }, true],
    ['logLevel', ['--log-level', 'warn'], { DIANHU_LOG_LEVEL: 'warn' }, 'warn'],
    ['roles', ['--role', 'web,worker'], { DIANHU_ROLE: 'web,worker' }, ['web', 'worker']],
  ] as const)('%s are the same by flag %j and by environment %j', (name, args, env, value) => {
    expect(readConfig([...args], {})[name]).toEqual(value)
    expect(readConfig([], env)[name]).toEqual(value)
  })

  test('are, where nobody says anything, those of one laptop', () => {
    expect(readConfig([], {})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      mqttPort: 1883,
      dialInPort: 0,
      town: true,
      roles: ['web', 'collector', 'worker'],
      databaseUrl: undefined,
      mqttUrl: undefined,
      trustProxy: false,
    })
  })

  test('by flag win over those of the environment', () => {
    expect(readConfig(['--port', '1', '--no-town'], { PORT: '2', DIANHU_TOWN: '1' })).toMatchObject({
      port: 1,
      town: false,
    })
  })

  test('leave a company’s own database without a town unless somebody asks for one', () => {
    const DATABASE_URL = 'postgres://a@b/c'
    expect(readConfig([], { DATABASE_URL }).town).toBe(false)
    expect(readConfig(['--town'], { DATABASE_URL }).town).toBe(true)
    expect(readConfig([], { DATABASE_URL, DIANHU_TOWN: '1' }).town).toBe(true)
  })

  test('that are empty in the environment are not set', () => {
    const empty = {
      PORT: '',
      HOST: '',
      MQTT_PORT: '',
      DIANHU_HOME: '',
      DATABASE_URL: '',
      MQTT_URL: '',
      DIANHU_ROLE: '',
    }
    expect(readConfig([], { ...empty, DIANHU_LOG_LEVEL: '' })).toEqual(readConfig([], {}))
  })

  test.each([
    ['port', ['--port', '70000'], {}],
    ['port', [], { PORT: 'eighty' }],
    ['mqttPort', ['--mqtt-port', '1.5'], {}],
    ['databaseUrl', [], { DATABASE_URL: 'mysql://a/b' }],
    ['mqttUrl', ['--mqtt-url', 'http://b'], {}],
    ['roles', ['--role', 'web,cook'], {}],
    ['logLevel', ['--log-level', 'loud'], {}],
    ['--colour', ['--colour'], {}],
    ['DIANHU_TOWN', [], { DIANHU_TOWN: 'yes please' }],
  ])('that are bad are named: %s', (name, args, env) => {
    expect(() => readConfig(args, env)).toThrow(expect.objectContaining({ message: expect.stringContaining(name) }))
  })
})

describe('the command line', () => {
  const cli = fileURLToPath(new URL('../../app/cli.ts', import.meta.url))
  async function run(...args: string[]) {
    const child = spawn(process.execPath, [cli, ...args], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [out, err] = [text(child.stdout), text(child.stderr)]
    const code = await new Promise((resolve) => child.once('exit', resolve))
    return { code, out: await out, err: await err }
  }

  test.each<[string, string[], string]>([
    ['a bad setting', ['start', '--port', 'eighty'], 'port'],
    ...['start', 'migrate', 'bench', 'meter', 'user', 'replay'].map((name): [string, string[], string] => [
      `an unknown flag of ${name}`,
      [name, '--colour'],
      '--colour',
    ]),
    ['no bench of that name', ['bench', 'moon'], 'bench ingest|curve'],
    ['a file that is not there', ['replay', '/nowhere.csv', '--meter', 'mqtt'], '/nowhere.csv'],
    ['a command that does not exist', ['dance'], 'dianhu start'],
  ])('ends with 2 and a word on stderr for %s', async (_, args, word) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(word)
    expect(err).not.toMatch(/^\s+at /m)
  })

  test('tells how it is used when asked nothing', async () => {
    const { code, err } = await run()
    expect(code).toBe(0)
    expect(err).toContain('dianhu migrate')
  })
})
