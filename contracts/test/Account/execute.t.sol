// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Account as OzAccount} from "@openzeppelin/contracts/account/Account.sol";
import {CallType, ERC7579Utils, ExecType} from "@openzeppelin/contracts/account/utils/draft-ERC7579Utils.sol";
import {MODULE_TYPE_EXECUTOR, MODULE_TYPE_FALLBACK} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {Callee, Writer} from "../mocks/Callee.sol";
import {HostileModule} from "../mocks/Modules.sol";
import {Nft} from "../mocks/Nft.sol";
import {MultiToken, Token} from "../mocks/Token.sol";
import {AccountTest} from "../support/AccountTest.sol";

contract ExecuteTest is AccountTest {
    function execute(bytes32 mode, bytes memory data) private {
        vm.prank(address(entryPoint));
        account.execute(mode, data);
    }

    // ---- who --------------------------------------------------------------------------------------------------------

    function test_execute_isForTheEntryPointAndTheAccountItself() public {
        address[2] memory callers = [address(entryPoint), address(account)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.prank(callers[i]);
            account.execute(SINGLE, singleOf(address(callee), 0, abi.encodeCall(Callee.note, (i + 7))));
            assertEq(callee.number(), i + 7, "number");
            assertEq(callee.caller(), address(account), "caller");
        }
    }

    function test_execute_reverts_forEverybodyElse() public {
        address[6] memory callers =
            [STRANGER, address(this), address(otherAccount), address(factory), address(validator), address(module)];
        for (uint256 i = 0; i < callers.length; ++i) {
            expectRevert(OzAccount.AccountUnauthorized.selector, abi.encode(callers[i]));
            vm.prank(callers[i]);
            account.execute(SINGLE, singleOf(address(callee), 0, abi.encodeCall(Callee.note, (1))));
        }
        assertEq(callee.calls(), 0, "calls");
    }

    /// C-28 Nor for what is called through the account's fallback, nor for an executor in its own name.
    function test_execute_reverts_forModulesInTheirOwnName() public {
        HostileModule hostile = new HostileModule();
        installModule(MODULE_TYPE_EXECUTOR, address(hostile), "");
        bytes memory call =
            abi.encodeCall(account.execute, (SINGLE, singleOf(address(callee), 0, abi.encodeCall(Callee.note, (1)))));
        expectRevert(OzAccount.AccountUnauthorized.selector, abi.encode(hostile));
        hostile.call(address(account), call);

        bytes4 selector = bytes4(keccak256("doIt()"));
        installModule(MODULE_TYPE_FALLBACK, address(hostile), abi.encodePacked(selector));
        hostile.arm(address(account), call);
        (bool success,) = address(account).call(abi.encodePacked(selector));
        assertTrue(success, "the fallback");
        assertEq(hostile.calls(), 1, "calls of the module");
        assertFalse(hostile.succeeded(), "its call");
        assertEq(
            hostile.result(), abi.encodeWithSelector(OzAccount.AccountUnauthorized.selector, hostile), "its result"
        );
        assertEq(callee.calls(), 0, "calls");
    }

    function test_executeFromExecutor_isForInstalledExecutors() public {
        bytes memory data = singleOf(address(callee), 0, abi.encodeCall(Callee.note, (3)));
        vm.prank(address(module));
        bytes[] memory results = account.executeFromExecutor(SINGLE, data);
        assertEq(results.length, 1, "results");
        assertEq(abi.decode(results[0], (uint256)), 4, "the result");
        assertEq(callee.caller(), address(account), "caller");

        address[5] memory callers =
            [STRANGER, address(account), address(entryPoint), address(validator), address(factory)];
        for (uint256 i = 0; i < callers.length; ++i) {
            expectRevert(ERC7579Utils.ERC7579UninstalledModule.selector, abi.encode(MODULE_TYPE_EXECUTOR, callers[i]));
            vm.prank(callers[i]);
            account.executeFromExecutor(SINGLE, data);
        }
        assertEq(callee.calls(), 1, "calls");
    }

    function test_executeFromExecutor_reverts_onceTheExecutorIsRemoved() public {
        uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
        expectRevert(ERC7579Utils.ERC7579UninstalledModule.selector, abi.encode(MODULE_TYPE_EXECUTOR, module));
        vm.prank(address(module));
        account.executeFromExecutor(SINGLE, singleOf(address(callee), 0, abi.encodeCall(Callee.note, (3))));
    }

    // ---- what -------------------------------------------------------------------------------------------------------

    function test_execute_makesOneCallWithItsValue() public {
        execute(SINGLE, singleOf(address(callee), 2 ether, abi.encodeCall(Callee.note, (5))));
        assertEq(callee.received(), 2 ether, "received");
        assertEq(address(account).balance, 8 ether, "balance");
    }

    function test_execute_makesABatch() public {
        execute(BATCH, batchOf(noteOf(5, 1 ether), noteOf(6, 2 ether)));
        assertEq(callee.number(), 6, "number");
        assertEq(callee.calls(), 2, "calls");
        assertEq(callee.received(), 3 ether, "received");
    }

    function test_execute_undoesABatchThatFails() public {
        expectRevert(Callee.Failed.selector, abi.encode("no"));
        execute(BATCH, batchOf(noteOf(5, 1 ether), failOf("no")));
        assertEq(callee.calls(), 0, "calls");
    }

    function test_execute_passesErrorsOn() public {
        expectRevert(Callee.Failed.selector, abi.encode("no"));
        execute(SINGLE, singleOf(address(callee), 0, abi.encodeCall(Callee.fail, ("no"))));
    }

    function test_execute_goesOnAfterAFailure_whereItIsTolerated() public {
        vm.expectEmit(address(account));
        emit ERC7579Utils.ERC7579TryExecuteFail(0, abi.encodeWithSelector(Callee.Failed.selector, "no"));
        execute(BATCH | TRY, batchOf(failOf("no"), noteOf(6, 0)));
        assertEq(callee.calls(), 1, "calls");
        execute(SINGLE | TRY, singleOf(address(callee), 0, abi.encodeCall(Callee.fail, ("no"))));
    }

    function test_execute_delegates() public {
        bytes32 slot = keccak256("a slot of the account");
        bytes memory call = abi.encodeCall(Writer.write, (slot, bytes32(uint256(7))));
        execute(DELEGATE, abi.encodePacked(address(new Writer()), call));
        assertEq(vm.load(address(account), slot), bytes32(uint256(7)), "the account's storage");
    }

    function test_execute_reverts_forOtherModes() public {
        bytes memory data = singleOf(address(callee), 0, abi.encodeCall(Callee.note, (1)));
        expectRevert(ERC7579Utils.ERC7579UnsupportedCallType.selector, abi.encode(CallType.wrap(0xfe)));
        execute(bytes32(bytes1(0xfe)), data);
        expectRevert(ERC7579Utils.ERC7579UnsupportedExecType.selector, abi.encode(ExecType.wrap(0x02)));
        execute(bytes32(bytes2(0x0002)), data);
        expectRevert(ERC7579Utils.ERC7579DecodingError.selector);
        execute(BATCH, hex"00");
    }

    function test_supportsExecutionMode_isTrueForWhatWorks() public view {
        bytes32[6] memory modes = [SINGLE, BATCH, DELEGATE, SINGLE | TRY, BATCH | TRY, DELEGATE | TRY];
        for (uint256 i = 0; i < modes.length; ++i) {
            assertTrue(account.supportsExecutionMode(modes[i]), "supported");
        }
        assertFalse(account.supportsExecutionMode(bytes32(bytes1(0xfe))), "static calls");
        assertFalse(account.supportsExecutionMode(bytes32(bytes2(0x0002))), "another reaction to failure");
    }

    // ---- what it receives -------------------------------------------------------------------------------------------

    /// C-50 Tokens and ether may come from anybody, and change nothing else.
    function test_account_receivesEtherAndTokens() public {
        vm.deal(address(this), 1 ether);
        (bool success,) = address(account).call{value: 1 ether}("");
        assertTrue(success, "ether");
        assertEq(address(account).balance, 11 ether, "balance");

        Token token = new Token();
        token.mint(address(account), 5);
        assertEq(token.balanceOf(address(account)), 5, "ERC-20");

        Nft nft = new Nft();
        nft.mint(address(account), 9);
        assertEq(nft.ownerOf(9), address(account), "ERC-721");

        MultiToken multi = new MultiToken();
        multi.mint(address(account), 3, 4);
        multi.mint(address(otherAccount), 5, 6);
        multi.mint(address(otherAccount), 7, 8);
        (uint256[] memory ids, uint256[] memory amounts) = (new uint256[](2), new uint256[](2));
        (ids[0], ids[1], amounts[0], amounts[1]) = (5, 7, 6, 8);
        vm.prank(address(otherAccount));
        multi.safeBatchTransferFrom(address(otherAccount), address(account), ids, amounts, "");
        assertEq(multi.balanceOf(address(account), 3), 4, "ERC-1155");
        assertEq(multi.balanceOf(address(account), 7), 8, "ERC-1155 in a batch");

        assertStored(1, 0, keyHash(ownerPasskey));
    }

    function test_account_sendsWhatItReceived() public {
        Nft nft = new Nft();
        nft.mint(address(account), 9);
        execute(
            SINGLE,
            singleOf(address(nft), 0, abi.encodeCall(nft.transferFrom, (address(account), address(otherAccount), 9)))
        );
        assertEq(nft.ownerOf(9), address(otherAccount), "the owner now");
    }

    function test_supportsInterface_namesTheReceiver() public view {
        assertTrue(account.supportsInterface(type(IERC1155Receiver).interfaceId), "IERC1155Receiver");
        assertTrue(account.supportsInterface(0x01ffc9a7), "IERC165");
        assertFalse(account.supportsInterface(0xffffffff), "nothing");
    }
}
