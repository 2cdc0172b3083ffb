import { defineFileCommand } from './file-command.ts';

export const messagesDocument = defineFileCommand('m.file', {
  name: 'messages document',
  title: 'Send a file',
  summary: 'Have a bot show a file in a room of Matrix.',
  example: 'messages document !AbCdEf:example.org SGVsbG8= build.log -u steve',
  http: 'POST /api/v1/sendDocument',
  positional: ['room_id', 'file', 'file_name'],
  did: 'sent a file',
});
