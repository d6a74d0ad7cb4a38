import { App, Button, DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { MOST_VEHICLES_REVIEWED, type Operation, type Polygon, type TalkGroup } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { useReview } from '../review/reviewStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request, serverNow } from '../wire/pageConnection';
import { lowestPlaceAbove } from './lowestPlaceAbove';
import { OperationMap } from './OperationMap';
import { operationWords } from './operationWords';
import { editOperation, openOperation, saveOperation } from './operationsStore';

interface Answers {
  readonly name: string;
  readonly note: string;
  readonly from: Dayjs;
  readonly to: Dayjs | null;
  readonly vehicleIds: string[];
  readonly groupIds: string[];
}

/** Writes a joint action down, before, during or after it: name, time, vehicles, talk groups, and its area on the map. */
export function OperationEditor({ operation }: { operation: Operation | 'new' }): ReactNode {
  const say = useWords(operationWords);
  const { message } = App.useApp();
  const { vehicles, places } = useReview();
  const groups = useGroups();
  const [area, setArea] = useState<Polygon | null>(operation === 'new' ? null : operation.area);
  const save = ({ from, to, ...answers }: Answers): void => {
    const placeId = lowestPlaceAbove(
      places,
      vehicles.filter(({ id }) => answers.vehicleIds.includes(id)).map((vehicle) => vehicle.placeId),
    );
    if (placeId === null) return;
    const fields = { ...answers, name: answers.name.trim(), note: answers.note.trim(), area };
    saveOperation({ ...fields, from: from.valueOf(), to: to?.valueOf() ?? null }, placeId)
      .then(async (saved) => {
        void message.success(say('saved', { name: saved.name }));
        await openOperation(saved);
      })
      .catch((error: unknown) => void message.error(errorText(error)));
  };
  return (
    <div className="operation-editor">
      <Form<Answers> layout="vertical" initialValues={startOf(operation)} onFinish={save}>
        <h2>{say(operation === 'new' ? 'create' : 'editTitle')}</h2>
        <Form.Item name="name" label={say('name')} rules={[{ required: true, whitespace: true, message: '' }]}>
          <Input maxLength={60} placeholder={say('nameHint')} />
        </Form.Item>
        <div className="operation-times">
          <Form.Item name="from" label={say('begin')} rules={[{ required: true, message: '' }]}>
            <DatePicker showTime allowClear={false} format="MM-DD HH:mm:ss" />
          </Form.Item>
          <Form.Item
            name="to"
            label={say('end')}
            dependencies={['from']}
            rules={[
              ({ getFieldValue }) => ({
                validator: async (_, to: Dayjs | null) => {
                  const from: unknown = getFieldValue('from');
                  if (to && dayjs.isDayjs(from) && !to.isAfter(from)) throw new Error(say('badTime'));
                  await Promise.resolve();
                },
              }),
            ]}
          >
            <DatePicker showTime format="MM-DD HH:mm:ss" placeholder={say('endOpen')} />
          </Form.Item>
        </div>
        <Form.Item name="vehicleIds" label={say('vehicles')} rules={[{ required: true, message: '' }]}>
          <Select
            mode="multiple"
            maxCount={MOST_VEHICLES_REVIEWED}
            showSearch={{ optionFilterProp: 'label' }}
            options={vehicles.map(({ id, plate }) => ({ value: id, label: plate }))}
          />
        </Form.Item>
        <Form.Item name="groupIds" label={say('groups')}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            options={groups.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <Form.Item name="note" label={say('note')}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <footer>
          <Button onClick={() => editOperation(null)}>{say('cancel')}</Button>
          <Button type="primary" htmlType="submit">
            {say('save')}
          </Button>
        </footer>
      </Form>
      <OperationMap area={area} onArea={setArea} />
    </div>
  );
}

/** What stands in the fields at first: of a new one the record that is open, else the hour that begins now. */
function startOf(operation: Operation | 'new'): Answers {
  if (operation !== 'new') {
    const { name, note, from, to, vehicleIds, groupIds } = operation;
    return { name, note, from: dayjs(from), to: to === null ? null : dayjs(to), vehicleIds, groupIds };
  }
  const { vehicleIds, span } = useReview.getState();
  const isOpen = vehicleIds.length > 0;
  const from = isOpen ? dayjs(span.from) : dayjs(serverNow());
  const to = isOpen ? dayjs(span.to) : null;
  return { name: '', note: '', from, to, vehicleIds: [...vehicleIds], groupIds: [] };
}

/** The talk groups that may be chosen. */
function useGroups(): readonly TalkGroup[] {
  const [groups, setGroups] = useState<readonly TalkGroup[]>([]);
  useEffect(() => {
    request('voice:list', {}).then(
      (answer) => setGroups(answer.groups),
      // Without the right to hear them there are none to choose.
      () => undefined,
    );
  }, []);
  return groups;
}
