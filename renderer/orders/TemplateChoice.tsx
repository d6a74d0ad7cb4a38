import type { OrderTemplate } from '@protocol';
import { Select } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { takeTemplate } from './draftStore';
import { orderWords } from './orderWords';

/** The templates of the districts that this person orders for, by district. */
export function TemplateChoice(): ReactNode {
  const say = useWords(orderWords);
  const places = useFleet((state) => state.places);
  const [templates, setTemplates] = useState<readonly OrderTemplate[]>([]);
  useEffect(() => {
    let isThere = true;
    request('orders:templates', {}).then(
      (answer) => isThere && setTemplates(answer.templates),
      (error: unknown) => console.warn('there are no templates to choose from', error),
    );
    return () => {
      isThere = false;
    };
  }, []);
  const placeIds = [...new Set(templates.map(({ placeId }) => placeId))];
  return (
    <Select
      size="small"
      aria-label={say('template')}
      placeholder={templates.length === 0 ? say('noTemplate') : say('chooseTemplate')}
      disabled={templates.length === 0}
      value={null}
      popupMatchSelectWidth={false}
      options={placeIds.map((placeId) => ({
        label: places.find(({ id }) => id === placeId)?.name ?? placeId,
        options: templates
          .filter((template) => template.placeId === placeId)
          .map(({ id, name }) => ({ value: id, label: name })),
      }))}
      onChange={(templateId: string | null) => {
        const chosen = templates.find(({ id }) => id === templateId);
        if (chosen !== undefined) takeTemplate(chosen);
      }}
    />
  );
}
