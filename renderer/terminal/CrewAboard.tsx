import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { terminalWords } from './terminalWords';

const MOST_ABOARD = 8;
const LONGEST_NAME = 40;

/** The names of who is aboard, for the record. */
export function CrewAboard(props: { crew: readonly string[]; onChange: (crew: readonly string[]) => void }): ReactNode {
  const { crew, onChange } = props;
  const say = useWords(terminalWords);
  const [name, setName] = useState('');
  const add = (): void => {
    const trimmed = name.trim();
    if (trimmed !== '' && !crew.includes(trimmed) && crew.length < MOST_ABOARD) {
      onChange([...crew, trimmed]);
    }
    setName('');
  };
  return (
    <section className="aboard">
      <h2>{say('aboard')}</h2>
      <ul>
        {crew.map((person) => (
          <li key={person}>
            {person}
            <button
              type="button"
              aria-label={`${say('remove')} ${person}`}
              onClick={() => onChange(crew.filter((other) => other !== person))}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <input
          value={name}
          maxLength={LONGEST_NAME}
          placeholder={say('aboardAdd')}
          aria-label={say('aboardAdd')}
          onChange={({ target }) => setName(target.value)}
        />
        <button type="submit" disabled={name.trim() === '' || crew.length >= MOST_ABOARD}>
          {say('add')}
        </button>
      </form>
    </section>
  );
}
