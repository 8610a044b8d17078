import { afterAll, expect, test } from 'vitest'
import { channelsOf } from '../../app/channels.ts'
import { configureChannels } from '../../callcenter/channels/connected.ts'
import { callcenter } from '../../callcenter/index.ts'
import { Writers } from '../../simulators/town/writers.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'

const settings = { smsUrl: undefined, appUrl: undefined, appToken: undefined, imapUrl: undefined }
const channels = (town: boolean, channelToken?: string) =>
  channelsOf({ ...settings, smtpUrl: undefined, mailAddress: undefined, town, channelToken })

const database = useDatabase()
afterAll(() => configureChannels({ channels: {}, gatewayToken: undefined }))

test('people of the town write by both channels as a gateway brings it, and by no other secret', async () => {
  await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
  const given = channels(true)
  configureChannels(given)
  const app = await serveAt(database, [callcenter], '2026-12-01T08:00:00+08:00')
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  try {
    const writers = new Writers(url, given.gatewayToken ?? '')
    const now = Date.parse('2026-12-01T08:00:00+08:00')
    for (let each = 0; each < 12; each++) expect(await writers.write(now + each * 1000, each >= 4)).toBe(200)
    expect(await new Writers(url, 'somebody-else-entirely').write(now, true)).toBe(401)
  } finally {
    await app.close()
  }
  const { rows } = await database.pool.query(
    `select channel, count(*)::int as count from channel_message group by channel order by channel`,
  )
  expect(rows).toEqual([
    { channel: 'app', count: 6 },
    { channel: 'sms', count: 6 },
  ])
})

test('outside the town nobody writes without the company’s own secret', () => {
  expect(channels(false)).toMatchObject({ gatewayToken: undefined, channels: { sms: false, app: false } })
  expect(channels(true, 'a-secret-of-16-characters')).toMatchObject({ gatewayToken: 'a-secret-of-16-characters' })
  expect(channels(true).gatewayToken).not.toBe(channels(true).gatewayToken)
})
