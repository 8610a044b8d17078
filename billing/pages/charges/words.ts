import { defineWords } from '../../../app/web/kit/words.ts'

export const chargeWords = defineWords('charges', {
  'kind.late-fee': ['电费违约金', 'Late fee'],
  'kind.theft-back-charge': ['窃电追补', 'Theft back-charge'],
  'kind.breach-charge': ['违约用电', 'Breach of contract'],
  'kind.metering-correction': ['计量退补', 'Metering correction'],
  'kind.unmetered-supply': ['无表用电', 'Unmetered supply'],
  'kind.outage-compensation': ['停电赔偿', 'Outage compensation'],
  'kind.appliance-compensation': ['家电赔偿', 'Appliance compensation'],
})
