import { Button, Form, Input, Popconfirm, Select, Space } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { type Fact, Facts, Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { TerminalCredential, TerminalRow } from '../contract.ts'
import type { MapperChoice, MapperList, TerminalDetail } from '../contract-quarantine.ts'
import css from './collection.module.css'
import { terminalWords } from './quarantine-words.ts'
import { SecretDialog } from './secret-dialog.tsx'

/** How an MQTT terminal logs in at the broker and how what it says is read. */
export function TerminalAccess({ detail, reload }: { detail: TerminalDetail; reload: () => void }) {
  const say = useWords(terminalWords)
  const mayKeep = hasRole(useUser(), ['acquisition'])
  const { terminal, credentialBy } = detail
  const issued = terminal.credentialAt
    ? say('credential.issued', { at: instant(terminal.credentialAt), by: credentialBy ?? '—' })
    : say('credential.none')
  return (
    <Panel title={say('access')}>
      <Facts items={[{ label: say('credential'), value: issued, wide: true }]} />
      {mayKeep && <Credential terminal={terminal} reload={reload} />}
      <Mapping terminal={terminal} mayKeep={mayKeep} reload={reload} />
    </Panel>
  )
}

function Credential({ terminal, reload }: { terminal: TerminalRow; reload: () => void }) {
  const say = useWords(terminalWords)
  const path = `/api/metering/terminals/${terminal.terminalId}/credential`
  const [credential, setCredential] = useState<TerminalCredential>()
  const issue = useSubmit((_: null, key) => write<TerminalCredential>('POST', path, {}, key))
  const revoke = useSubmit((_: null, key) => write('DELETE', path, undefined, key))
  const give = async () => {
    const sent = await issue.submit(null)
    if (sent) setCredential(sent.value)
  }
  const take = async () => {
    if (await revoke.submit(null)) reload()
  }
  const close = () => {
    setCredential(undefined)
    reload()
  }
  return (
    <>
      <Trouble error={issue.error ?? revoke.error} />
      <Space wrap style={{ margin: '8px 0 16px' }}>
        {terminal.credentialAt === null ? (
          <Button loading={issue.busy} onClick={give}>
            {say('credential.issue')}
          </Button>
        ) : (
          <>
            <Popconfirm
              title={say('credential.renew.title')}
              description={say('credential.renew.note')}
              okText={say('credential.renew')}
              onConfirm={give}
            >
              <Button loading={issue.busy}>{say('credential.renew')}</Button>
            </Popconfirm>
            <Popconfirm
              title={say('credential.revoke.title')}
              description={say('credential.revoke.note')}
              okText={say('credential.revoke')}
              onConfirm={take}
            >
              <Button danger loading={revoke.busy}>
                {say('credential.revoke')}
              </Button>
            </Popconfirm>
          </>
        )}
      </Space>
      <SecretDialog credential={credential} close={close} />
    </>
  )
}

type Mapping = { mapper: string; vendorTopic: string }

function Mapping({ terminal, mayKeep, reload }: { terminal: TerminalRow; mayKeep: boolean; reload: () => void }) {
  const say = useWords(terminalWords)
  const mappers = useResource<MapperList>('/api/metering/mappers')
  const [form] = Form.useForm<Mapping>()
  const [told, setTold] = useState(false)
  const chosen = Form.useWatch('mapper', form) ?? terminal.mapper ?? ''
  const mapper = mappers.data?.mappers.find(({ name }) => name === chosen)
  const choose = useSubmit((body: MapperChoice, key) =>
    write('PUT', `/api/metering/terminals/${terminal.terminalId}/mapper`, body, key),
  )
  const save = async ({ mapper: name, vendorTopic }: Mapping) => {
    const speaks = name === '' ? null : { mapper: name, vendorTopic: vendorTopic.trim() }
    if (!(await choose.submit({ speaks }))) return
    setTold(true)
    reload()
  }
  const facts: Fact[] = mapper
    ? [
        {
          label: say('mapper.hears'),
          value: <Topics topics={mapper.topics} name={terminal.vendorTopic} />,
          wide: true,
        },
        { label: say('mapper.document'), value: <span className={css.wrap}>{mapper.document}</span>, wide: true },
      ]
    : []
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!mayKeep}
      initialValues={{ mapper: terminal.mapper ?? '', vendorTopic: terminal.vendorTopic ?? '' }}
      onFinish={save}
    >
      <Trouble error={choose.error ?? mappers.error} atFields />
      <Form.Item name="mapper" label={say('mapper')}>
        <Select
          loading={mappers.loading}
          options={[
            { value: '', label: say('mapper.own') },
            ...(mappers.data?.mappers ?? []).map(({ name, title }) => ({ value: name, label: title })),
          ]}
        />
      </Form.Item>
      {chosen !== '' && (
        <Form.Item
          name="vendorTopic"
          label={say('mapper.topic')}
          rules={[{ required: true, whitespace: true, message: say('mapper.topic.needed') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      )}
      {facts.length > 0 && <Facts items={facts} />}
      {mayKeep && (
        <div className={css.actions} style={{ marginTop: 12 }}>
          <Button htmlType="submit" loading={choose.busy}>
            {say('mapper.save')}
          </Button>
          <span role="status" className={css.note}>
            {told && say('mapper.saved')}
          </span>
        </div>
      )}
    </Form>
  )
}

function Topics({ topics, name }: { topics: string[]; name: string | null }) {
  return topics.map((topic) => (
    <code key={topic} className={css.wrap} style={{ display: 'block' }}>
      {topic.replace('{topic}', name ?? '{topic}')}
    </code>
  ))
}
