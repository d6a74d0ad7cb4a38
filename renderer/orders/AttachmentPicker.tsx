import { Button } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { AttachmentList } from './AttachmentList';
import { attachmentWords } from './attachmentWords';
import { attach } from './draftAttachments';
import { changeDraft, useDraft } from './draftStore';
import { takeFrame } from './takeFrame';
import { LONGEST_VOICE_NOTE_MS, VoiceRecorder } from './VoiceRecorder';

/** Pictures, a frame of what a camera shows, and a voice note for the order being written. */
export function AttachmentPicker(): ReactNode {
  const say = useWords(attachmentWords);
  const { attachments, uploads, attachmentFailure } = useDraft();
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <div className="attachment-tools">
        <Button size="small" onClick={() => file.current?.click()}>
          {say('addPicture')}
        </Button>
        <Button
          size="small"
          title={say('addFrameHint')}
          onClick={() =>
            void takeFrame().then((plate) => plate === null && changeDraft({ attachmentFailure: say('noPicture') }))
          }
        >
          {say('addFrame')} <kbd>S</kbd>
        </Button>
        <VoiceButton />
        <small>{say('dropHere')}</small>
        <input
          ref={file}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          multiple
          hidden
          aria-label={say('addPicture')}
          onChange={({ target }) => {
            attachPictures(target.files);
            target.value = '';
          }}
        />
      </div>
      <AttachmentList
        attachments={attachments}
        onRemove={(id) => changeDraft({ attachments: attachments.filter((one) => one.id !== id) })}
      />
      {uploads > 0 && <p className="attachment-note">{say('uploading', { count: uploads })}</p>}
      {attachmentFailure !== null && (
        <p className="attachment-note" role="alert">
          {attachmentFailure}
        </p>
      )}
    </>
  );
}

/** Files that were chosen, dropped or pasted. What is no picture is refused by the server, by name. */
export function attachPictures(files: FileList | null): void {
  for (const file of files ?? []) void attach(file, 'picture');
}

function VoiceButton(): ReactNode {
  const say = useWords(attachmentWords);
  const recorder = useRef<VoiceRecorder | null>(null);
  const isGone = useRef(false);
  const [isBeginning, setBeginning] = useState(false);
  const [seconds, setSeconds] = useState<number | null>(null);
  const isRecording = seconds !== null;

  const finish = async (): Promise<void> => {
    const running = recorder.current;
    recorder.current = null;
    setSeconds(null);
    if (running !== null) await attach(await running.finish(), 'voice-note');
  };
  const begin = async (): Promise<void> => {
    setBeginning(true);
    try {
      const begun = await VoiceRecorder.create();
      if (isGone.current) {
        begun.close();
        return;
      }
      recorder.current = begun;
      setSeconds(0);
    } catch {
      changeDraft({ attachmentFailure: say('noMicrophone') });
    } finally {
      setBeginning(false);
    }
  };
  useEffect(() => {
    if (!isRecording) return undefined;
    const since = performance.now();
    const timer = setInterval(() => {
      setSeconds(Math.floor((performance.now() - since) / 1_000));
      if (performance.now() - since >= LONGEST_VOICE_NOTE_MS) void finish();
    }, 500);
    return () => clearInterval(timer);
  }, [isRecording]);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      recorder.current?.close();
    };
  }, []);

  return (
    <Button
      size="small"
      danger={isRecording}
      loading={isBeginning}
      onClick={() => void (isRecording ? finish() : begin())}
    >
      {isRecording ? `● ${say('stopVoice', { seconds })}` : say('addVoice')}
    </Button>
  );
}
