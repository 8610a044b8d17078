import { App, Form, Modal, Select } from 'antd'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { ApplicationDetail, Step } from '../../contract.ts'
import type { hands } from '../../hands/contract.ts'
import css from '../case.module.css'
import { ActFilesItem } from '../files/act-files.tsx'
import type { Reasoned } from '../reason-dialog.tsx'
import { ReasonItem } from './reason-item.tsx'
import { handWords } from './words.ts'

type Assignable = z.infer<typeof hands>['assignable']
type Assignment = Reasoned & { step: Step; holder: string }
type Dialog = {
  application: ApplicationDetail
  path: string
  assignable: Assignable
  close: () => void
  done: () => void
}

/** Whoever has the role may take it. */
const EVERYBODY = ''

/** Gives an open step to one person, or back to all who have its role (改派). */
export function AssignDialog({ application, path, assignable, close, done }: Dialog) {
  const say = useWords(handWords)
  const [language] = useLanguage()
  const { message } = App.useApp()
  const [form] = Form.useForm<Assignment>()
  const step = Form.useWatch('step', form) ?? assignable[0]?.step
  const chosen = assignable.find((each) => each.step === step)
  const assigning = useSubmit(({ holder, ...input }: Assignment, key) =>
    write(
      'POST',
      `${path}/assignments`,
      {
        ...{ version: application.version, ...input },
        holder: holder === EVERYBODY ? null : holder,
      },
      key,
    ),
  )
  const submit = async ({ reason, ...rest }: Assignment) => {
    if (!(await assigning.submit({ ...rest, reason: reason.trim() }))) return
    message.success(say('assign.done'))
    close()
    done()
  }
  const nameOf = (username: string | null) =>
    username === null
      ? say('assign.everybody')
      : (chosen?.people.find((each) => each.username === username)?.name ?? username)
  return (
    <Modal open title={say('assign.title')} onCancel={close} onOk={form.submit} confirmLoading={assigning.busy}>
      <Trouble error={assigning.error} />
      <Form form={form} layout="vertical" onFinish={submit} initialValues={{ step: assignable[0]?.step }}>
        <Form.Item name="step" label={say('assign.step')}>
          <Select
            options={assignable.map((each) => ({ value: each.step, label: each.title[language] }))}
            onChange={() => form.resetFields(['holder'])}
          />
        </Form.Item>
        <p className={css.note}>{say('assign.now', { name: nameOf(chosen?.holder ?? null) })}</p>
        <Form.Item name="holder" label={say('assign.to')} rules={[{ required: true, message: say('required') }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              ...(chosen?.holder ? [{ value: EVERYBODY, label: say('assign.everybody') }] : []),
              ...(chosen?.people ?? [])
                .filter(({ username }) => username !== chosen?.holder)
                .map(({ username, name }) => ({ value: username, label: `${name}（${username}）` })),
            ]}
          />
        </Form.Item>
        <ReasonItem label={say('assign.reason')} />
        <ActFilesItem path={path} />
      </Form>
    </Modal>
  )
}
