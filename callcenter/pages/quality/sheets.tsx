import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { addDays } from '../../../app/web/kit/format.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { SheetPage } from '../../quality/contract.ts'
import css from './quality.module.css'
import { SheetTable } from './sheet-table.tsx'
import { qualityWords } from './words.ts'

/** 录音质检: what is to be judged, and what was. */
export default function SheetsPage() {
  const say = useWords(qualityWords)
  const { message } = App.useApp()
  const resource = useResource<SheetPage>('/api/callcenter/quality-sheets')
  const [isDrawing, setDrawing] = useState(false)
  const mayDraw = hasRole(useUser(), ['quality'])
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={resource.refreshing}
      actions={
        <>
          <Link to="/desk/quality/results">{say('results')}</Link>
          {mayDraw && (
            <Button type="primary" onClick={() => setDrawing(true)}>
              {say('draw')}
            </Button>
          )}
        </>
      }
    >
      <Shown of={resource} rows={8}>
        {({ sheets, draws, passPoints }) => (
          <div className={css.stack}>
            <Panel flush title={say('tab.sheets')}>
              {sheets.length === 0 ? (
                <Empty title={say('none')} next={say('none.next')} />
              ) : (
                <SheetTable sheets={sheets} passPoints={passPoints} path="/desk/quality" />
              )}
            </Panel>
            {draws.length > 0 && (
              <Panel title={say('draws')}>
                {draws.map(({ fromOn, toOn, calls, drawn, drawnBy }) => (
                  <div key={fromOn} className={css.small}>
                    {say('draws.line', { from: fromOn, to: addDays(toOn, -1), calls, drawn, who: drawnBy })}
                  </div>
                ))}
              </Panel>
            )}
          </div>
        )}
      </Shown>
      {isDrawing && (
        <DrawDialog
          close={(said) => {
            setDrawing(false)
            if (!said) return
            message.success(said)
            resource.reload()
          }}
        />
      )}
    </Page>
  )
}

type Filled = { fromOn: string; throughOn: string }

function DrawDialog({ close }: { close: (said?: string) => void }) {
  const say = useWords(qualityWords)
  const [form] = Form.useForm<Filled>()
  const drawing = useSubmit(({ fromOn, throughOn }: Filled, key) =>
    write<{ calls: number; drawn: number }>(
      'POST',
      '/api/callcenter/quality-draws',
      { fromOn, toOn: addDays(throughOn, 1) },
      key,
    ),
  )
  useFieldIssues(form, drawing.error)
  const submit = async (filled: Filled) => {
    const done = await drawing.submit(filled)
    if (done) close(say('draw.done', done.value))
  }
  const rules = [{ required: true, message: say('required') }]
  return (
    <Modal
      open
      title={say('draw')}
      okText={say('draw')}
      cancelText={say('cancel')}
      confirmLoading={drawing.busy}
      onOk={form.submit}
      onCancel={() => close()}
    >
      <p className={css.small}>{say('draw.lead')}</p>
      <Trouble error={drawing.error} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="fromOn" label={say('draw.from')} rules={rules}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="throughOn" label={say('draw.through')} rules={rules}>
          <Input type="date" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
