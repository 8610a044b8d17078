import { App, Button, Form, Input, InputNumber, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { StoreChoices } from '../../store/shapes.ts'
import { storeWords } from './store-words.ts'

type Typed = Record<string, unknown> & { assetNos: string; kind: string; step: string }
type Props = { choices: StoreChoices | undefined }
const kinds = ['meter', 'ct', 'pt', 'terminal', 'seal'] as const
const steps = ['test', 'check', 'issue', 'return', 'install', 'remove', 'scrap'] as const
const wanted = [{ required: true }]

/** Receiving devices, and moving a list of them one step. */
export function StoreActions({ done }: { done: () => void }) {
  const say = useWords(storeWords)
  const [open, setOpen] = useState<'receive' | 'move'>()
  return (
    <>
      <Button onClick={() => setOpen('move')}>{say('act.move')}</Button>
      <Button type="primary" onClick={() => setOpen('receive')}>
        {say('act.receive')}
      </Button>
      {open && <Dialog what={open} close={() => setOpen(undefined)} done={done} />}
    </>
  )
}

function Dialog({ what, close, done }: { what: 'receive' | 'move'; close: () => void; done: () => void }) {
  const say = useWords(storeWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Typed>()
  const choices = useResource<StoreChoices>('/api/metering/store-choices')
  const path = what === 'receive' ? '/api/metering/device-receipts' : '/api/metering/device-moves'
  const send = useSubmit((body: object, key) => write<{ moved: number }>('POST', path, body, key))
  const submit = async (typed: Typed) => {
    const sent = await send.submit({ ...typed, assetNos: listOf(typed.assetNos) })
    if (!sent) return
    message.success(say('act.done', { count: sent.value.moved }))
    close()
    done()
  }
  return (
    <Modal
      open
      title={say(`act.${what}`)}
      onCancel={close}
      onOk={form.submit}
      confirmLoading={send.busy}
      width={620}
      destroyOnHidden
    >
      <Trouble error={send.error} />
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ kind: 'meter', step: 'test', meter: { phase: 'single', accuracyClass: '2' }, passed: true }}
      >
        {what === 'receive' ? <ReceiptFields choices={choices.data} /> : <MoveFields choices={choices.data} />}
        <Form.Item label={say('field.assetNos')} name="assetNos" rules={wanted}>
          <Input.TextArea rows={6} />
        </Form.Item>
        <Form.Item label={say('field.reason')} name="reason" rules={[{ required: true, min: 2 }]}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function ReceiptFields({ choices }: Props) {
  const say = useWords(storeWords)
  const kind = Form.useWatch('kind') ?? 'meter'
  return (
    <>
      <Form.Item label={say('col.kind')} name="kind">
        <Radio.Group options={kinds.map((value) => ({ value, label: say(`kind.${value}`) }))} />
      </Form.Item>
      {kind === 'meter' ? (
        <MeterFields choices={choices} />
      ) : (
        <Form.Item label={say('col.model')} name="model" rules={wanted}>
          <Input maxLength={100} />
        </Form.Item>
      )}
      {(kind === 'ct' || kind === 'pt') && (
        <Form.Item label={say('field.ratio')} name="ratio" rules={wanted}>
          <InputNumber min={0.0001} />
        </Form.Item>
      )}
      <StoreField choices={choices} />
      <Form.Item label={say('col.batch')} name="batch" rules={wanted}>
        <Input maxLength={64} />
      </Form.Item>
    </>
  )
}

function MeterFields({ choices }: Props) {
  const say = useWords(storeWords)
  return (
    <>
      <Form.Item label={say('col.model')} name={['meter', 'profile']} rules={wanted}>
        <Select showSearch options={choices?.profiles.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item label={say('field.phase')} name={['meter', 'phase']}>
        <Radio.Group
          options={[
            { value: 'single', label: say('field.single') },
            { value: 'three', label: say('field.three') },
          ]}
        />
      </Form.Item>
      <Form.Item label={say('field.rated')} name={['meter', 'ratedCurrentA']} rules={wanted}>
        <InputNumber min={0.1} />
      </Form.Item>
      <Form.Item label={say('field.maximum')} name={['meter', 'maximumCurrentA']} rules={wanted}>
        <InputNumber min={0.1} />
      </Form.Item>
      <Form.Item label={say('field.class')} name={['meter', 'accuracyClass']}>
        <Radio.Group options={['0.2S', '0.5S', '1', '2']} />
      </Form.Item>
    </>
  )
}

function MoveFields({ choices }: Props) {
  const say = useWords(storeWords)
  const step = Form.useWatch('step') ?? 'test'
  const people = choices?.installers.map(({ username, name }) => ({ value: username, label: name }))
  return (
    <>
      <Form.Item label={say('field.step')} name="step">
        <Select options={steps.map((value) => ({ value, label: say(`step.${value}`) }))} />
      </Form.Item>
      {(step === 'issue' || step === 'remove') && (
        <Form.Item label={say('field.person')} name="person" rules={wanted}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={people ?? []} />
        </Form.Item>
      )}
      {step === 'install' && (
        <Form.Item label={say('field.point')} name="pointNo" rules={wanted}>
          <Input />
        </Form.Item>
      )}
      {(step === 'return' || step === 'check') && <StoreField choices={choices} />}
      {step === 'check' && (
        <>
          <Form.Item label={say('field.passed')} name="passed">
            <Radio.Group
              options={[
                { value: true, label: say('check.passed') },
                { value: false, label: say('check.failed') },
              ]}
            />
          </Form.Item>
          <Form.Item label={say('field.certificate')} name="certificateNo" rules={wanted}>
            <Input maxLength={64} />
          </Form.Item>
        </>
      )}
    </>
  )
}

function StoreField({ choices }: Props) {
  const say = useWords(storeWords)
  return (
    <Form.Item label={say('field.store')} name="organisationId" rules={wanted}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        options={choices?.stores.map(({ organisationId, name }) => ({ value: organisationId, label: name })) ?? []}
      />
    </Form.Item>
  )
}

function listOf(typed: string): string[] {
  return typed.split(/[\s,，;；]+/).filter(Boolean)
}
