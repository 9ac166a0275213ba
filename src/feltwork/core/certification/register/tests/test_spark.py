"""The same queries on Spark. `python3 dev.py spark` brings Spark and runs this."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import ibis
import pytest

from feltwork.core.certification.register import compile_rules, judge_register, register_of
from feltwork.core.certification.rulesets import rule_set

from .registers import AS_OF, a_register
from .test_register import said_at_once, said_by_judge

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark in this machine's own processes, for these tests alone."""
    sql = pytest.importorskip("pyspark.sql")
    scratch = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.pyspark.python": sys.executable,
        "spark.sql.session.timeZone": "UTC",
    }
    builder = sql.SparkSession.builder.master("local[2]").appName("feltwork")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.mark.parametrize("code", ["se-sei", "se-ease-fi", "rpt-2020"])
def test_spark_says_what_the_explaining_evaluator_says(code: str, spark: Any) -> None:
    rules = rule_set(code)
    records = a_register(rules, Random(code), 40)
    (answers,) = judge_register(compile_rules(rules), register_of(records, connection=spark), as_of=AS_OF, chunk=None)
    assert said_at_once(answers) == {one: said_by_judge(rules, record, AS_OF) for one, record in records.items()}
