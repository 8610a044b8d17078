import { App, Form, Input, InputNumber, Modal, Segmented } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { civilDay } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { SectionInput, SectionRow } from '../sections/shapes.ts'
import { readingWords } from './reading-words.ts'

type Fields = Pick<SectionInput, 'sectionNo' | 'organisation' | 'manager' | 'readingDay' | 'from'> & {
  rhythm: '1' | '2' | 'odd'
  districts: string
}
const rhythms = ['1', '2', 'odd'] as const

/** Makes a section, or changes the one given. */
export function SectionDialog(props: { open: boolean; section?: SectionRow; close: () => void; done: () => void }) {
  const { open, section, close, done } = props
  const say = useWords(readingWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const save = useSubmit((input: SectionInput, key) =>
    write<{ joined: number }>('PUT', '/api/metering/sections', input, key),
  )
  const submit = async ({ rhythm, districts, ...fields }: Fields) => {
    const sent = await save.submit({
      ...fields,
      months: rhythm === '1' ? 1 : 2,
      oddMonths: rhythm === 'odd',
      districts: districts
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    })
    if (!sent) return
    message.success(say('section.saved', { count: sent.value.joined }))
    close()
    done()
  }
  const needed = [{ required: true, whitespace: true, message: '' }]
  return (
    <Modal
      open={open}
      destroyOnHidden
      title={section ? say('section.title', { no: section.sectionNo }) : say('sections.new')}
      onCancel={close}
      onOk={form.submit}
      confirmLoading={save.busy}
    >
      <Trouble error={save.error} />
      <Form form={form} layout="vertical" onFinish={submit} initialValues={initial(section)} preserve={false}>
        <Form.Item name="sectionNo" label={say('section.no')} rules={needed}>
          <Input maxLength={40} disabled={section !== undefined} />
        </Form.Item>
        <Form.Item name="organisation" label={say('section.path')} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="manager" label={say('col.manager')} rules={needed}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="readingDay" label={say('col.day')} rules={[{ required: true, message: '' }]}>
          <InputNumber min={1} max={31} precision={0} />
        </Form.Item>
        <Form.Item name="rhythm" label={say('col.rhythm')}>
          <Segmented options={rhythms.map((value) => ({ value, label: say(`rhythm.${value}`) }))} />
        </Form.Item>
        <Form.Item name="districts" label={say('col.districts')} extra={say('section.districts.note')}>
          <Input.TextArea rows={3} />
        </Form.Item>
        <Form.Item name="from" label={say('section.from')} rules={needed}>
          <Input type="date" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function initial(section: SectionRow | undefined): Partial<Fields> {
  const from = civilDay(new Date())
  if (!section) return { rhythm: '1', readingDay: 1, districts: '', from }
  const { sectionNo, organisationPath, manager, readingDay, months, oddMonths, districts } = section
  const rhythm = months === 1 ? '1' : oddMonths ? 'odd' : '2'
  return {
    sectionNo,
    organisation: organisationPath,
    manager,
    readingDay,
    rhythm,
    districts: districts.join('\n'),
    from,
  }
}
