import { Form, Input, Modal, Select } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DistrictList } from '../contract.ts'
import type { AdoptedTerminal, QuarantineActed, QuarantineGroup } from '../contract-quarantine.ts'
import { quarantineWords } from './quarantine-words.ts'

type Dialog<Result> = { group: QuarantineGroup | undefined; close: () => void; done: (result: Result) => void }

/** The rows of a group, as an act names them. */
export function choiceOf({ terminal, meter, reason }: QuarantineGroup) {
  return { terminal, meter, reason }
}

export function AdoptDialog({ group, close, done }: Dialog<AdoptedTerminal>) {
  const say = useWords(quarantineWords)
  const [form] = Form.useForm<{ districtId: number }>()
  const districts = useResource<DistrictList>(group ? '/api/metering/districts' : null)
  const adopt = useSubmit((input: { terminal: string; districtId: number }, key) =>
    write<AdoptedTerminal>('POST', '/api/metering/quarantine/adoptions', input, key),
  )
  const leave = () => {
    form.resetFields()
    adopt.clear()
    close()
  }
  const submit = async ({ districtId }: { districtId: number }) => {
    const sent = group?.terminal && (await adopt.submit({ terminal: group.terminal, districtId }))
    if (!sent) return
    leave()
    done(sent.value)
  }
  return (
    <Modal
      open={group !== undefined}
      title={say('adopt.title', { name: group?.terminal ?? '' })}
      okText={say('act.adopt')}
      onCancel={leave}
      onOk={form.submit}
      confirmLoading={adopt.busy}
    >
      <Trouble error={adopt.error ?? districts.error} />
      <p>{say('adopt.note')}</p>
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="districtId"
          label={say('adopt.district')}
          rules={[{ required: true, message: say('adopt.district.needed') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={districts.loading}
            options={districts.data?.districts.map(({ districtId, name }) => ({ value: districtId, label: name }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}

export function DiscardDialog({ group, close, done }: Dialog<QuarantineActed>) {
  const say = useWords(quarantineWords)
  const [form] = Form.useForm<{ because: string }>()
  const discard = useSubmit((input: ReturnType<typeof choiceOf> & { because: string }, key) =>
    write<QuarantineActed>('POST', '/api/metering/quarantine/discards', input, key),
  )
  const leave = () => {
    form.resetFields()
    discard.clear()
    close()
  }
  const submit = async ({ because }: { because: string }) => {
    const sent = group && (await discard.submit({ ...choiceOf(group), because: because.trim() }))
    if (!sent) return
    leave()
    done(sent.value)
  }
  return (
    <Modal
      open={group !== undefined}
      title={say('discard.title', { count: group?.kept ?? 0 })}
      okText={say('act.discard')}
      okButtonProps={{ danger: true }}
      onCancel={leave}
      onOk={form.submit}
      confirmLoading={discard.busy}
    >
      <Trouble error={discard.error} />
      <p>{say('discard.note')}</p>
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="because"
          label={say('discard.because')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('discard.needed') }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  )
}
