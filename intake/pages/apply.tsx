import { Button, Form } from 'antd'
import { useNavigate } from 'react-router'
import { write } from '../../app/web/kit/api.ts'
import { useFieldIssues } from '../../app/web/kit/form-issues.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail, SubmitInput } from '../contract.ts'
import { ApplicantFields, type Filled, filledToInput, PaperFields, PlaceFields } from './apply-fields.tsx'
import css from './case.module.css'
import { intakeWords } from './words.ts'

export default function Apply({ home = '/my/applications' }: { home?: string }) {
  const say = useWords(intakeWords)
  const navigate = useNavigate()
  const [form] = Form.useForm<Filled>()
  const apply = useSubmit((input: SubmitInput, key) =>
    write<ApplicationDetail>('POST', '/api/intake/applications', input, key),
  )

  useFieldIssues(form, apply.error)

  const submit = async (filled: Filled) => {
    const made = await apply.submit(filledToInput(filled))
    if (made) navigate(`${home}/${made.value.id}`, { replace: true })
  }
  return (
    <div className={css.narrow}>
      <Page
        title={say('apply.title')}
        lead={say('apply.lead')}
        back={{ to: home, text: say(home.startsWith('/my') ? 'mine.back' : 'list.back') }}
      >
        <Form
          form={form}
          layout="vertical"
          onFinish={submit}
          scrollToFirstError
          initialValues={{ requestedCapacityKw: 8 }}
          requiredMark={false}
        >
          <div className={css.column}>
            <Panel title={say('apply.who')}>
              <ApplicantFields />
            </Panel>
            <Panel title={say('apply.where')}>
              <PlaceFields />
            </Panel>
            <Panel title={say('apply.papers')}>
              <PaperFields />
            </Panel>
            <div>
              <Trouble error={apply.error} atFields />
              <Button type="primary" size="large" block htmlType="submit" loading={apply.busy}>
                {say('apply.submit')}
              </Button>
            </div>
          </div>
        </Form>
      </Page>
    </div>
  )
}
