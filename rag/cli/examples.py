"""What the command line shows below the help of each verb: examples that teach it, Chinese and English."""

DESCRIPTION = """\
问报 Wenbao：向报纸提问，答案是文章里的原话，并注明出处；文章没说的，回答“没有找到”。
Ask a newspaper a question: the answer is its own words, with the citation, or 没有找到 (not found)."""

EPILOG = """\
先试试 Start here:
  rag build                         把 seeds/ 里的版面建成索引   index the pages in seeds/
  rag ask 长治公厕有多少座？        提问                         ask
  rag serve                         打开网页                     open the page

另建一套 Another collection:
  rag build some/folder --index elsewhere
  rag ask --index elsewhere 谁是区长？

退出码 Exit codes:
  0 成功 fine   1 没有找到，或检查未通过 not found, or a check failed   2 用法有误 wrong usage
  3 做不了，原因见提示 refused, with the reason   70 程序自身的错误 a defect of ours   130 中断 interrupted"""

ASK_EPILOG = """\
例子 Examples:
  rag ask 长治公厕有多少座？
  rag ask 潞州区委书记是谁？ --from 2024-01-01 --paper 长治日报
  rag ask "How many public toilets are there in Changzhi?" --json
  rag ask --input questions.jsonl --output predictions.jsonl

questions.jsonl 每行一个 {"id": "1", "question": "…"}；中断后再运行同一命令会接着做。
One object a line; run the same command again after an interruption and it goes on where it stopped."""

BUILD_EPILOG = """\
例子 Examples:
  rag build                             seeds/ -> indexes/
  rag build pages/ extra.pdf more.zip   文件、文件夹、压缩包都可以  files, folders and archives
  rag build pages/ --encoder models/my-encoder --index elsewhere
  rag build pages/ --watch              留意文件夹，改了就重建  build again whenever a file changes
  rag build pages/ --store http://milvus:19530   一台机器不够时（见 docs/scale.md）  beyond one machine

没有变化时什么也不做；有变化时只重算变了的文章。原始文件从不改动。
Does nothing when nothing changed, embeds only what did, and never writes to your files."""

ARTICLES_EPILOG = """\
例子 Examples:
  rag articles                    列出全部文章  list every article
  rag articles --json             同上，含全文和在原文件中的位置  with text and offsets in the source file
  rag articles --show 6e83b754    显示一篇，含修补记录  one article, by the start of its id"""

NAMES_EPILOG = """\
例子 Examples:
  rag names                       全部人名、地名和数字  every person, place and number
  rag names 区委书记              谁任此职  who holds this post
  rag names 公厕 --json           数的是什么  what is counted, with offsets"""

VERIFY_EPILOG = """\
例子 Examples:
  rag verify draft.docx                        逐条核对稿子里的数字、名称、日期、引语
  rag verify draft.txt --output report.md      写成 .md、.docx 或 .json   write the report
  rag verify draft.txt --json                  给程序用  for programs

退出码 Exit codes: 0 全部一致 all consistent   1 有不一致或未见 something contradicted or not seen"""

EVALUATE_EPILOG = """\
例子 Examples:
  rag evaluate tests/data/seed_qa_dev.jsonl
  rag evaluate questions.jsonl --report runs/monday
  rag evaluate questions.jsonl --report runs/tuesday --compare runs/monday
  rag evaluate questions.jsonl --without-gold

比较时若明显变差，退出码为 1。 With --compare, the exit code is 1 when this run is significantly worse."""


CALIBRATE_EPILOG = """\
例子 Examples:
  rag calibrate questions.jsonl                       写入索引文件夹  kept beside the index, used from then on
  rag calibrate questions.jsonl --reader models/macbert

题目要写明答案（答不出的写 "answerable": false），越多越好：至少 100 道。
Questions with answers, and some that the articles do not answer; 100 at the least, the more the better.
Needs scikit-learn: pip install 'wenbao[calibrate]'."""
