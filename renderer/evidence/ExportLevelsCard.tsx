import { Select } from 'antd';
import {
  exportCategory,
  place as placeSchema,
  type ExportCategory,
  type Place,
  type PlaceExportLevels,
} from '@protocol';
import { useEffect, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { TableHead } from '../ui/TableHead';
import { useWords } from '../ui/words/languageStore';
import { followExportLevels, saveExportLevel, useExportLevels } from './exportLevelsStore';
import { exportCategoryWords, exportLevelWords, levelWords } from './exportLevelWords';

const levels = placeSchema.shape.kind.options;

/** Who may export what is recorded in the city and in each of its districts, and its change. */
export function ExportLevelsCard(): ReactNode {
  const say = useWords(exportLevelWords);
  const sayCategory = useWords(exportCategoryWords);
  const { places, error } = useExportLevels();
  useEffect(() => followExportLevels(), []);
  const shown = new Set(places?.map(({ placeId }) => placeId));
  return (
    <section className="evidence-levels" aria-label={say('title')}>
      <h2>{say('title')}</h2>
      <p className="soft">{say('explain')}</p>
      {error !== null && <p role="alert">{errorText(error)}</p>}
      <table>
        <TableHead columns={[say('place'), ...exportCategory.options.map((category) => sayCategory(category))]} />
        <tbody>
          {places?.map((rules) => (
            <tr key={rules.placeId} data-below={shown.has(rules.parentId ?? '')}>
              <th scope="row">{rules.name}</th>
              {exportCategory.options.map((category) => (
                <td key={category}>
                  <LevelChoice rules={rules} category={category} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function LevelChoice({ rules, category }: { rules: PlaceExportLevels; category: ExportCategory }): ReactNode {
  const say = useWords(exportLevelWords);
  const sayLevel = useWords(levelWords);
  const sayCategory = useWords(exportCategoryWords);
  const { placeId, name, own, inForce } = rules;
  return (
    <Select<Place['kind'] | 'none'>
      size="small"
      aria-label={`${name} ${sayCategory(category)}`}
      popupMatchSelectWidth={false}
      value={own[category] ?? 'none'}
      onChange={(chosen) => void saveExportLevel({ placeId, category, level: chosen === 'none' ? null : chosen })}
      options={[
        { value: 'none', label: say('asUsual', { level: sayLevel(inForce[category]) }) },
        ...levels.map((level) => ({ value: level, label: sayLevel(level) })),
      ]}
    />
  );
}
