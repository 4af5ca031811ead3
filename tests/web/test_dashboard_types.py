"""The dashboard's types promise nothing that the server's OpenAPI document does not."""

import json
import subprocess
from pathlib import Path
from typing import Final

import pytest

from web.app import document

PROJECT: Final = Path(__file__).parents[2]
TYPES: Final = PROJECT / "web" / "dashboard" / "src" / "api" / "types"

# What the server answers has to fit where the dashboard reads it; what the dashboard asks
# has to fit what the server takes.
CONTRACT: Final = f"""
import type {{ components, paths }} from './schema';
import type * as ours from '{TYPES.as_posix()}';

type Answers = components['schemas'];
type Query<Path extends keyof paths & keyof ours.paths> = [
  paths[Path] extends {{ get: {{ parameters: {{ query?: infer Taken }} }} }} ? Taken : never,
  ours.paths[Path] extends {{ get: {{ parameters: {{ query?: infer Asked }} }} }} ? Asked : never,
];

declare const answers: Answers;
declare function reads<Ours>(answer: Ours): void;
declare function takes<Pair extends [unknown, unknown]>(asked: Pair[1] extends Pair[0] ? 1 : 0): void;

reads<ours.Me>(answers.Me);
reads<ours.Config>(answers.Config);
reads<ours.Metrics>(answers.Summary);
reads<ours.Pause>(answers.Pause);
reads<ours.Page<ours.Task>>(answers.Page_Task_);
reads<ours.TaskDetail>(answers.TaskDetail);
reads<ours.Why>(answers.Why);
reads<ours.Page<ours.Proposal>>(answers.Page_KnowledgeProposal_);
reads<ours.Page<ours.Topic>>(answers.Page_Topic_);
reads<ours.Page<ours.Message>>(answers.Page_Message_);
takes<Query<'/api/tasks'>>(1);
takes<Query<'/api/messages'>>(1);
takes<Query<'/api/topics'>>(1);
takes<Query<'/api/knowledge/proposals'>>(1);
"""
STRICT: Final = ["--strict", "--noEmit", "--skipLibCheck"]
MODULES: Final = ["--module", "esnext", "--moduleResolution", "bundler", "--target", "es2023"]

pytestmark = pytest.mark.skipif(
    not (PROJECT / "web" / "dashboard" / "node_modules").is_dir(),
    reason="the dashboard's packages are not installed: make dashboard",
)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the dashboard's own tools."""
    return subprocess.run(
        [PROJECT / "scripts" / "npm.sh", "exec", "--", *command],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_answer_fits_and_every_question_is_understood(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(document()))
    (tmp_path / "contract.ts").write_text(CONTRACT)
    schema = tmp_path / "schema.d.ts"
    made = run("openapi-typescript", tmp_path / "openapi.json", "--output", schema)

    checked = run("tsc", *STRICT, *MODULES, tmp_path / "contract.ts")

    assert made.returncode == 0, made.stderr
    assert checked.returncode == 0, checked.stdout
