import type { ServerProblem } from './desktopApi';

interface Words {
  title: string;
  address: string;
  hint: string;
  fixed: string;
  connect: string;
  connecting: string;
  waiting: string;
  changeServer: string;
  problems: Record<ServerProblem, string>;
}

const chinese: Words = {
  title: '连接指挥中心服务器',
  address: '服务器地址',
  hint: '例如 https://dispatch.example.cn;只有本机才可以使用 http://localhost:4600。',
  fixed: '地址由启动参数指定,不能在此更改。',
  connect: '连接',
  connecting: '正在连接…',
  waiting: '服务器没有应答,正在自动重试…',
  changeServer: '更换服务器…',
  problems: {
    empty: '请输入服务器地址。',
    malformed: '地址格式不对。请只填写主机名或 IP 地址,可带端口。',
    'not-encrypted': '不能用不加密的 http 连接其他机器,请改用 https。',
    unreachable: '连不上这台服务器。请检查地址、网络,以及服务器是否已启动。',
    certificate: '服务器的证书不受信任,已拒绝连接。请联系管理员在本机安装单位的根证书。',
    'not-zhiqin': '这个地址上不是执勤服务器。',
    'not-saved': '地址无法保存。请检查本机用户目录的写入权限和剩余空间。',
  },
};

const english: Words = {
  title: 'Connect to the command centre',
  address: "The server's address",
  hint: 'For example https://dispatch.example.cn; only this machine itself may use http://localhost:4600.',
  fixed: 'The address was given at start and cannot be changed here.',
  connect: 'Connect',
  connecting: 'Connecting…',
  waiting: 'The server does not answer; trying again…',
  changeServer: 'Change server…',
  problems: {
    empty: "Enter the server's address.",
    malformed: 'This is no server address. Give a host name or an IP address, with a port if needed.',
    'not-encrypted': 'Another machine is never reached over unencrypted http: use https.',
    unreachable: 'The server cannot be reached. Check the address, the network and that the server is running.',
    certificate:
      "The server's certificate is not trusted, so the connection was refused. Ask your administrator to install your organisation's root certificate.",
    'not-zhiqin': 'What answers at this address is not a Zhiqin server.',
    'not-saved': 'The address could not be saved. Check that your user folder can be written and has space left.',
  },
};

/** The shell's few sentences, Chinese unless the machine speaks something else. */
export function shellWords(language: string): Words {
  return language === '' || language.toLowerCase().startsWith('zh') ? chinese : english;
}
