import { App, Button, Dropdown, Form, Input, Modal, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNavigate } from 'react-router'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { type Resource, useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../../contract.ts'
import type { handedOver, hands } from '../../hands/contract.ts'
import css from '../case.module.css'
import { ActFilesItem } from '../files/act-files.tsx'
import { ReasonDialog, type Reasoned } from '../reason-dialog.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { ReasonItem } from './reason-item.tsx'
import { handWords } from './words.ts'

type Hands = z.infer<typeof hands>
type Case = { application: ApplicationDetail; path: string; done: () => void }
type Given = Case & { of: Resource<Hands> }
type Way = 'assign' | 'escalate' | 'handover' | 'migrate'

/** Read again whenever the application has moved; one for the whole page. */
export function useHands(path: string, version: number | undefined): Resource<Hands> {
  return useResource<Hands>(version === undefined ? null : `${path}/hands?version=${version}`, { keep: true })
}

/** To the manager, to another unit, to a newer flow: only what the reader may do now. */
export function CaseHands({ of: found, ...props }: Given) {
  const say = useWords(handWords)
  const { message } = App.useApp()
  const { application, path, done } = props
  const [way, setWay] = useState<Way>()
  const escalation = useSubmit((input: Reasoned, key) =>
    write('POST', `${path}/escalation`, { version: application.version, ...input }, key),
  )
  const close = () => setWay(undefined)
  if (!found.data) return null
  const { mayEscalate, units, assignable, newerVersions } = found.data
  const ways: Way[] = [
    ...(assignable.some(({ people }) => people.length > 0) ? (['assign'] as const) : []),
    ...(mayEscalate ? (['escalate'] as const) : []),
    ...(units.length > 0 ? (['handover'] as const) : []),
    ...(newerVersions.length > 0 ? (['migrate'] as const) : []),
  ]
  if (ways.length === 0) return null
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: ways.map((key) => ({ key, label: say(`${key}.action`) })),
          onClick: ({ key }) => setWay(key as Way),
        }}
      >
        <Button>{say('more')}</Button>
      </Dropdown>
      <ReasonDialog
        open={way === 'escalate'}
        title={say('escalate.title')}
        label={say('escalate.reason')}
        submission={escalation}
        path={path}
        close={close}
        done={() => {
          message.success(say('escalate.done'))
          done()
        }}
      />
      {way === 'assign' && (
        <AssignDialog
          {...props}
          assignable={assignable}
          close={close}
          done={() => {
            found.reload()
            done()
          }}
        />
      )}
      {way === 'handover' && <HandoverDialog {...props} units={units} close={close} />}
      {way === 'migrate' && (
        <MigrateDialog
          {...props}
          versions={newerVersions}
          close={close}
          done={() => {
            found.reload()
            done()
          }}
        />
      )}
    </>
  )
}

type Handover = Reasoned & { organisationId: number }

/** Whoever gave it away may see it no longer: he goes back to his list. */
function HandoverDialog({ application, path, units, close }: Case & { units: Hands['units']; close: () => void }) {
  const say = useWords(handWords)
  const { message } = App.useApp()
  const navigate = useNavigate()
  const [form] = Form.useForm<Handover>()
  const handing = useSubmit((input: Handover, key) =>
    write<z.infer<typeof handedOver>>('POST', `${path}/handover`, { version: application.version, ...input }, key),
  )
  const submit = async ({ reason, ...rest }: Handover) => {
    const answer = await handing.submit({ ...rest, reason: reason.trim() })
    if (!answer) return
    message.success(say('handover.done', { no: answer.value.applicationNo, unit: answer.value.organisationName }))
    navigate('/office/applications')
  }
  return (
    <Modal open title={say('handover.title')} onCancel={close} onOk={form.submit} confirmLoading={handing.busy}>
      <Trouble error={handing.error} />
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="organisationId"
          label={say('handover.unit')}
          rules={[{ required: true, message: say('required') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={units.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <ReasonItem label={say('handover.reason')} />
        <ActFilesItem path={path} />
        <p className={css.note}>{say('handover.warn')}</p>
      </Form>
    </Modal>
  )
}

type Migrate = { toVersion: number; reason: string }

function MigrateDialog({ application, path, versions, close, done }: Case & { versions: number[]; close: () => void }) {
  const say = useWords(handWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Migrate>()
  const asking = useSubmit((input: Migrate, key) =>
    write('POST', `${path}/migration`, { version: application.version, ...input }, key),
  )
  const submit = async ({ toVersion, reason }: Migrate) => {
    if (!(await asking.submit({ toVersion, reason: reason.trim() }))) return
    message.success(say('migrate.done'))
    close()
    done()
  }
  return (
    <Modal open title={say('migrate.title')} onCancel={close} onOk={form.submit} confirmLoading={asking.busy}>
      <Trouble error={asking.error} />
      <Form form={form} layout="vertical" onFinish={submit} initialValues={{ toVersion: versions.at(-1) }}>
        <Form.Item name="toVersion" label={say('migrate.to')}>
          <Select
            options={versions.map((version) => ({ value: version, label: say('migrate.version', { version }) }))}
          />
        </Form.Item>
        <ReasonItem label={say('migrate.reason')} />
        <p className={css.note}>{say('migrate.two')}</p>
      </Form>
    </Modal>
  )
}

/** A newer flow that somebody asked for; another person decides it here. */
export function PendingMigration({ of: found, ...props }: Given) {
  const say = useWords(handWords)
  const migration = found.data?.migration
  if (!migration) return null
  const { fromVersion: from, toVersion: to, askedBy, reason, isMine } = migration
  return (
    <Panel title={say('migration.title')}>
      <b>{say('migration.from', { from, to })}</b>
      <p>{say('migration.by', { name: askedBy, reason })}</p>
      {isMine ? (
        <Decision
          {...props}
          done={() => {
            found.reload()
            props.done()
          }}
        />
      ) : (
        <p className={css.note}>{say('migration.others')}</p>
      )}
    </Panel>
  )
}

type Decided = { decision: 'approved' | 'rejected'; opinion: string }

function Decision({ application, path, done }: Case): ReactNode {
  const say = useWords(handWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ opinion: string }>()
  const deciding = useSubmit((input: Decided, key) =>
    write('POST', `${path}/migration/decision`, { version: application.version, ...input }, key),
  )
  const decide = (decision: Decided['decision']) => async () => {
    const { opinion } = await form.validateFields()
    if (!(await deciding.submit({ decision, opinion: opinion.trim() }))) return
    message.success(say(`migration.${decision}`))
    done()
  }
  return (
    <Form form={form} layout="vertical">
      <Trouble error={deciding.error} />
      <Form.Item
        name="opinion"
        label={say('migration.opinion')}
        rules={[{ required: true, whitespace: true, message: say('required') }]}
      >
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <div className={css.filters} style={{ padding: 0 }}>
        <Button type="primary" loading={deciding.busy} onClick={decide('approved')}>
          {say('migration.approve')}
        </Button>
        <Button danger loading={deciding.busy} onClick={decide('rejected')}>
          {say('migration.reject')}
        </Button>
      </div>
    </Form>
  )
}
