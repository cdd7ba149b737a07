// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {Scope} from "../../src/RecoveryDigests.sol";
import {MultiToken, Token} from "../mocks/Token.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract ViewsTest is RecoveryTest {
    /// Computed a second time, for any request.
    function test_requestHash_isTheTypedDataDigest(Request calldata request) public view {
        assertEq(module.requestHash(request), hashOf(request), "request hash");
    }

    function test_digests_areTheTypedDataDigests(
        address account_,
        bytes32 hash,
        Scope[] calldata scopes,
        uint40 deadline
    ) public view {
        assertEq(module.acceptanceDigest(hash), acceptanceDigestOf(address(module), hash), "acceptance");
        assertEq(module.objectionDigest(hash), objectionDigestOf(address(module), hash), "objection");
        assertEq(
            module.cancellationDigest(account_, hash, scopes, deadline),
            cancellationDigestOf(address(module), account_, hash, scopes, deadline),
            "cancellation"
        );
    }

    /// C-20 No chain id, so that one signature serves all chains that it lists.
    function test_eip712Domain_namesNoChain() public {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address contract_, bytes32 salt,) =
            module.eip712Domain();
        assertEq(bytes32(fields), bytes32(bytes1(0x0b)), "fields");
        assertEq(name, "Sparekey Recovery", "name");
        assertEq(version, "1", "version");
        assertEq(chainId, 0, "chain id");
        assertEq(contract_, address(module), "contract");
        assertEq(salt, bytes32(0), "salt");
        bytes32 separator = module.domainSeparator();
        vm.chainId(1);
        assertEq(module.domainSeparator(), separator, "separator");
        assertEq(
            separator,
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,address verifyingContract)"),
                    keccak256("Sparekey Recovery"),
                    keccak256("1"),
                    module
                )
            ),
            "separator"
        );
    }

    function test_isModuleType_isExecutorOnly(uint256 moduleTypeId) public view {
        assertEq(module.isModuleType(moduleTypeId), moduleTypeId == 2, "module type");
        assertTrue(module.isModuleType(2), "executor");
    }

    /// C-02
    function test_views_areZero_forUnknownAccounts(address unknown, bytes32 hash) public view {
        vm.assume(unknown != address(account));
        (bytes23 commitment, uint32 epoch, uint40 blockNumber) = module.accountState(unknown);
        assertEq(commitment, bytes23(0), "commitment");
        assertEq(epoch, 0, "epoch");
        assertEq(blockNumber, 0, "block");
        assertFalse(module.isInitialized(unknown), "initialized");
        assertFalse(module.isRecorded(hash, keccak256(abi.encodePacked(unknown))), "recorded");
        assertEq(abi.encode(module.recoveryOf(unknown, hash)), abi.encode(address(0), 0, 0, 0, 0), "recovery");
    }

    function test_isInitialized_followsThePolicy() public {
        assertTrue(module.isInitialized(address(account)), "set");
        vm.prank(address(account));
        module.clearPolicy();
        assertFalse(module.isInitialized(address(account)), "cleared");
    }

    /// One slot per request: what the design says of its cost.
    function test_recoveryOf_readsOneSlot() public {
        bytes32 hash = started(aRequest());
        vm.record();
        module.recoveryOf(address(account), hash);
        (bytes32[] memory reads,) = vm.accesses(address(module));
        for (uint256 i = 1; i < reads.length; ++i) {
            assertEq(reads[i], reads[0], "slot");
        }
    }

    /// C-50 Nothing of value that is sent to the module has an effect, and no function moves any.
    function test_module_isNotMovedByWhatItIsSent() public {
        bytes32 hash = started(aRequest());
        Token token = new Token();
        token.mint(address(module), 11);
        MultiToken multiToken = new MultiToken();
        vm.expectRevert();
        multiToken.mint(address(module), 1, 1);
        vm.deal(STRANGER, 2 ether);
        vm.prank(STRANGER);
        (bool success,) = address(module).call{value: 1 ether}("");
        assertFalse(success, "ether was taken");
        vm.prank(STRANGER);
        (success,) = address(module).call{value: 1 ether}(abi.encodeCall(module.cancel, ()));
        assertFalse(success, "ether was taken with a call");
        // As selfdestruct and block rewards do.
        vm.deal(address(module), 3 ether);

        Request memory request = aRequest();
        vm.warp(START_TIME + DELAY);
        assertState(hash, RecoveryModule.State.Ready);
        vm.deal(address(account), 5 ether);
        token.mint(address(account), 13);
        request = requestOf(address(account), passkeySigner(newPasskey), 1);
        request.deadline = uint40(START_TIME) + REQUEST_LIFE;
        module.execute(request, acceptanceOf(request));
        assertEq(address(module).balance, 3 ether, "the module's ether");
        assertEq(token.balanceOf(address(module)), 11, "the module's tokens");
        assertEq(address(account).balance, 5 ether, "the account's ether");
        assertEq(token.balanceOf(address(account)), 13, "the account's tokens");
    }
}
